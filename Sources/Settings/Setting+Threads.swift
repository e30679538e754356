extension Setting {
    /// How many threads work, of whatever is to be done.
    package static func threads(_ path: WritableKeyPath<Owner, Int?> & Sendable) -> Self {
        Self("threads", path, .integer(in: 1...1024), "Threads to work with, instead of one a core.")
    }
}

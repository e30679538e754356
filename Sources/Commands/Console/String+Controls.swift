extension String {
    /// The text with control characters spelled out, so that other people's data cannot steer a terminal.
    var showingControls: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            text += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }
}

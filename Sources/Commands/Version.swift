/// The version of the toolkit.
package enum Version {
    package static let current = "0.1.0"
}

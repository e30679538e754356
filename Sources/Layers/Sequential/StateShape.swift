/// The state of a recurrent layer.
package struct StateShape: Sendable {
    /// Its units, in all directions.
    let units: Int
    /// Whether it has a cell beside the hidden state.
    let hasCell: Bool
}

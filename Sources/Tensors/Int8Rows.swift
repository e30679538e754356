/// Rows in 8 bits, each kept as 16 for the product's sake, with a scale for each.
struct Int8Rows {
    let values: UnsafeMutablePointer<Int16>
    let scales: UnsafeMutablePointer<Float>
    /// Inputs of a row, filled up to an even number.
    let stride: Int
    let columns: Int
}

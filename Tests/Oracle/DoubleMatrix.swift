import Seq2SeqRandomness
import Seq2SeqTensors

/// A matrix in double precision, on which the reference formulas are computed.
package struct DoubleMatrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// Row after row.
    package var elements: [Double]

    package init(rows: Int, columns: Int, elements: [Double]) {
        precondition(elements.count == rows * columns, "[\(rows), \(columns)] does not hold \(elements.count) elements")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// Numbers of single precision, which become double without an error.
    package init(rows: Int, columns: Int, floats: [Float]) {
        self.init(rows: rows, columns: columns, elements: floats.map(Double.init))
    }

    /// A weight; a vector is one row.
    package init(_ parameter: Parameter, of store: ParameterStore) {
        let shape = store.shape(of: parameter)
        self.init(
            rows: shape.count == 2 ? shape[0] : 1, columns: shape[shape.count - 1], floats: store[parameter])
    }

    /// Numbers that single precision holds exactly, uniform between the bound and its negative.
    package static func random(
        rows: Int, columns: Int, bound: Float = 1, using random: inout RandomSource
    ) -> DoubleMatrix {
        DoubleMatrix(
            rows: rows, columns: columns, floats: random.floats(rows * columns, from: -bound, to: bound))
    }

    package subscript(row: Int, column: Int) -> Double {
        elements[row * columns + column]
    }

    package func row(_ row: Int) -> [Double] {
        Array(elements[row * columns..<(row + 1) * columns])
    }

    /// The elements, rounded once.
    package var floats: [Float] { elements.map(Float.init) }

    /// `x W^T`, with this matrix as `x [rows, in]` and `W [out, in]`.
    package func product(transposed weight: DoubleMatrix) -> DoubleMatrix {
        precondition(columns == weight.columns, "Rows of \(columns) and of \(weight.columns) do not match")
        var result: [Double] = []
        result.reserveCapacity(rows * weight.rows)
        for row in 0..<rows {
            for out in 0..<weight.rows {
                var sum = 0.0
                for k in 0..<columns { sum += self[row, k] * weight[out, k] }
                result.append(sum)
            }
        }
        return DoubleMatrix(rows: rows, columns: weight.rows, elements: result)
    }

    /// The vector, one row, added to every row.
    package func adding(toEveryRow vector: DoubleMatrix) -> DoubleMatrix {
        var result = self
        for index in elements.indices { result.elements[index] += vector.elements[index % columns] }
        return result
    }

    /// A function of every element.
    package func mapped(_ function: (Double) -> Double) -> DoubleMatrix {
        DoubleMatrix(rows: rows, columns: columns, elements: elements.map(function))
    }

    /// The rows of the indices.
    package func selecting(_ indices: [Int]) -> DoubleMatrix {
        DoubleMatrix(rows: indices.count, columns: columns, elements: indices.flatMap(row))
    }

    /// The sum of the products of equal places.
    package func dot(_ other: DoubleMatrix) -> Double {
        zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

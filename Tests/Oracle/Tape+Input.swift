import Seq2SeqTensors

extension Matrix {
    /// Overwrites the elements with others, rounded once.
    package func load(_ values: DoubleMatrix) {
        precondition(rows == values.rows && columns == values.columns, "\(shape) does not hold these values")
        for row in 0..<rows {
            for column in 0..<columns { self.row(row)[column] = Float(values[row, column]) }
        }
    }
}

extension Tape {
    /// A variable with these values and a gradient of zero.
    package func input(_ values: DoubleMatrix) -> Variable {
        let variable = variable(rows: values.rows, columns: values.columns)
        variable.value.load(values)
        return variable
    }
}

/// Numbers for keys, from 0 in the order in which they come: a hash table with open addressing, since a line makes
/// hundreds of look-ups.
struct KeyNumbers {
    private var keys: [UInt64]
    /// The key's number, plus one; 0 where the place is free.
    private var numbers: [UInt32]
    /// How many keys there are.
    private(set) var count = 0
    private let mask: Int

    /// Room for so many keys.
    init(capacity: Int) {
        var size = 4
        while size < 2 * capacity { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        numbers = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    mutating func removeAll() {
        if count == 0 { return }
        count = 0
        numbers.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    /// The number of a key that may be new.
    mutating func number(of key: UInt64) -> (number: UInt32, isNew: Bool) {
        let place = place(of: key)
        if numbers[place] != 0 { return (numbers[place] - 1, false) }
        keys[place] = key
        count += 1
        numbers[place] = UInt32(count)
        return (UInt32(count - 1), true)
    }

    /// The number of a key, or nil of one that is not there.
    func knownNumber(of key: UInt64) -> UInt32? {
        let number = numbers[place(of: key)]
        return number == 0 ? nil : number - 1
    }

    /// The place where the key is, or would be.
    private func place(of key: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        return keys.withUnsafeBufferPointer { keys in
            numbers.withUnsafeBufferPointer { numbers in
                while numbers[place] != 0 && keys[place] != key { place = (place + 1) & mask }
                return place
            }
        }
    }
}

/// Numbers that stand for the tokens of two texts, the same for the same scalars.
enum TokenNumbers {
    /// The tokens as numbers, and a bound that all are below.
    static func numbers(
        of first: [ArraySlice<Unicode.Scalar>], and second: [ArraySlice<Unicode.Scalar>]
    ) -> (first: [UInt32], second: [UInt32], bound: Int) {
        var table = KeyNumbers(capacity: first.count + second.count)
        var known: [ArraySlice<Unicode.Scalar>] = []
        func number(_ token: ArraySlice<Unicode.Scalar>) -> UInt32 {
            // FNV-1a (Fowler, Noll, Vo).
            var key: UInt64 = 0xCBF2_9CE4_8422_2325
            for scalar in token { key = (key ^ UInt64(scalar.value)) &* 0x100_0000_01B3 }
            while true {
                let (number, isNew) = table.number(of: key)
                if isNew { known.append(token) }
                if isNew || known[Int(number)] == token { return number }
                // Another token has the key.
                key = key &* 0x9E37_79B9_7F4A_7C15 &+ 1
            }
        }
        return (first.map(number), second.map(number), table.count)
    }
}

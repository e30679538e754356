/// What a file is that should be UTF-8 text with tabs between columns, and is not.
public enum FileFormat: Sendable, Hashable {
    /// Compressed by the program of this name, which also takes it apart with the option `-dc`.
    case compressed(by: String)
    /// An archive of files, as zip makes it.
    case zip
    /// A table as spreadsheet programs keep it.
    case spreadsheet
    /// A table of columns as data sets are handed on in.
    case parquet
    /// A document to print.
    case pdf
    /// Text in another encoding, by the name that iconv has for it.
    case encoded(String)
    /// Rich text of a word processor.
    case richText
    /// A page of the web, perhaps one that says why there is no file.
    case webPage
    /// Another markup, such as a translation memory.
    case markup
    /// What Git keeps in place of a large file.
    case gitPointer
    /// Tables of a database in one file.
    case database
    /// Weights, as those of a model.
    case tensors
    /// Bytes that are all zero, as from `/dev/zero` or a file that was never written.
    case zeros
    /// A table with something else than tabs between its columns.
    case separated(by: Separator)
    /// JSON objects or arrays.
    case json

    /// The format of a file by its first bytes; nil if it may well be text.
    package init?(head: some Collection<UInt8>) {
        let head = Array(head.prefix(4096))
        if let format = Self.signatures.first(where: { head.starts(with: $0.bytes) })?.format {
            let isOfficeDocument = format == .zip && head.starts(with: Array("[Content_Types].xml".utf8), at: 30)
            self = isOfficeDocument ? .spreadsheet : format
        } else if head.starts(with: Array("BZh".utf8)), head.starts(with: Array("1AY&SY".utf8), at: 4) {
            self = .compressed(by: "bzip2")
        } else if head.count >= 1024, head.allSatisfy({ $0 == 0 }) {
            self = .zeros
        } else if Self.areTensors(head) {
            self = .tensors
        } else if let encoding = Self.unmarkedEncoding(head) {
            self = .encoded(encoding)
        } else {
            return nil
        }
    }

    /// The format of a table whose columns no tab divides in the first line, by its first bytes; nil if nothing is known
    /// of it.
    package init?(tableWithoutTabs head: some Collection<UInt8>) {
        let head = Array(head.prefix(4096))
        if let format = Self.beginnings.first(where: { head.starts(with: $0.text.utf8) })?.format {
            self = format
            return
        }
        guard !head.contains(UInt8(ascii: "\t")) else { return nil }
        let found = Separator.allCases.first { separator in
            let counts = Set(separator.counts(inRowsOf: head))
            return counts.count == 1 && counts != [0]
        }
        guard let found else { return nil }
        self = .separated(by: found)
    }

    /// What divides columns in place of tabs.
    public enum Separator: String, Sendable, Hashable, CaseIterable {
        /// As word aligners have it.
        case bars = "|||"
        /// A tab that has been spelled out.
        case spelledTab = "\\t"
        /// Of comma-separated values.
        case comma = ","
        /// Of comma-separated values in countries where the comma stands in numbers.
        case semicolon = ";"
        /// Of values that hold commas.
        case bar = "|"
        /// Blanks in place of a tab, as copying from a page or a terminal makes of it.
        case blanks = "  "

        /// How often it stands in each row, and not between quotation marks; a row within those may have several lines.
        fileprivate func counts(inRowsOf head: [UInt8]) -> [Int] {
            let separator = Array(rawValue.utf8)
            var (counts, count, isQuoted, place) = ([Int](), 0, false, 0)
            while place < head.count {
                let isFound = !isQuoted && head[place...].starts(with: separator)
                if isFound {
                    count += 1
                    place += separator.count
                    // However many blanks there are, they divide once.
                    while self == .blanks, place < head.count, head[place] == UInt8(ascii: " ") { place += 1 }
                    continue
                }
                if head[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
                if head[place] == UInt8(ascii: "\n") && !isQuoted {
                    counts.append(count)
                    count = 0
                }
                place += 1
            }
            // The last row may not be whole.
            return counts.isEmpty ? [count] : counts
        }
    }

    private static let signatures: [(bytes: [UInt8], format: FileFormat)] = [
        ([0x1F, 0x8B], .compressed(by: "gzip")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .compressed(by: "xz")),
        ([0x28, 0xB5, 0x2F, 0xFD], .compressed(by: "zstd")),
        ([0x04, 0x22, 0x4D, 0x18], .compressed(by: "lz4")),
        ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .spreadsheet),
        (Array("PAR1".utf8) + [0x15], .parquet), (Array("%PDF-".utf8), .pdf),
        (Array("SQLite format 3\0".utf8), .database),
        // The mark of UTF-32 begins with that of UTF-16.
        ([0xFF, 0xFE, 0x00, 0x00], .encoded("UTF-32")), ([0x00, 0x00, 0xFE, 0xFF], .encoded("UTF-32")),
        ([0xFF, 0xFE], .encoded("UTF-16")), ([0xFE, 0xFF], .encoded("UTF-16")),
    ]

    /// What text begins with that is no table. A text to decode may begin so.
    private static let beginnings: [(text: String, format: FileFormat)] = [
        ("{\\rtf", .richText), ("<!DOCTYPE html", .webPage), ("<!doctype html", .webPage), ("<html", .webPage),
        ("<?xml", .markup), ("version https://git-lfs.github.com/", .gitPointer), ("{\"", .json), ("[\"", .json),
        ("[{", .json), ("[[", .json), ("{ \"", .json), ("{\n", .json), ("[\n", .json),
    ]

    /// Safetensors: the length of the header in eight bytes, of which the last are zeros, then the header as JSON.
    private static func areTensors(_ head: [UInt8]) -> Bool {
        head.count >= 10 && head[5..<8].allSatisfy { $0 == 0 } && head.starts(with: Array("{\"".utf8), at: 8)
    }

    /// UTF-16 or UTF-32 without a mark: in most scripts a letter's high bytes are small numbers, which in UTF-8 are
    /// control characters and hardly ever come.
    private static func unmarkedEncoding(_ head: [UInt8]) -> String? {
        guard head.count >= 8 else { return nil }
        var controls = [0, 0, 0, 0]
        for (place, byte) in head.enumerated() where byte < 0x20 && ![0x09, 0x0A, 0x0D].contains(byte) {
            controls[place % 4] += 1
        }
        let shares = controls.map { 4 * Double($0) / Double(head.count) }
        func match(_ high: [Int]) -> Bool {
            (0..<4).allSatisfy { high.contains($0) ? shares[$0] > 0.7 : shares[$0] < 0.3 }
        }
        if match([1, 3]) { return "UTF-16LE" }
        if match([0, 2]) { return "UTF-16BE" }
        if match([1, 2, 3]) { return "UTF-32LE" }
        if match([0, 1, 2]) { return "UTF-32BE" }
        return UTF16Head(head)?.encoding
    }
}

extension FileFormat: CustomStringConvertible {
    /// What it is: `text in UTF-16`.
    public var description: String {
        switch self {
        case .compressed(let program): "data compressed by \(program)"
        case .zip: "a zip archive"
        case .spreadsheet: "a file of a spreadsheet or word processor"
        case .parquet: "a Parquet file"
        case .pdf: "a PDF document"
        case .encoded(let encoding): "text in \(encoding)"
        case .richText: "rich text (RTF)"
        case .webPage: "a web page (HTML)"
        case .markup: "XML"
        case .database: "an SQLite database"
        case .tensors: "a file of weights (safetensors), as a model's"
        case .gitPointer: "a pointer that Git LFS has left in place of the file"
        case .zeros: "zero bytes alone"
        case .separated(.blanks): "a table with blanks between its columns"
        case .separated(let separator): "a table with '\(separator.rawValue)' between its columns"
        case .json: "JSON"
        }
    }

    /// Whether it is text whose columns are not divided by tabs.
    package var isTable: Bool {
        switch self {
        case .separated, .json: true
        default: false
        }
    }

    /// What makes UTF-8 text of it.
    ///
    /// - Parameter path: the file; nil if it came through a pipe.
    package func conversion(of path: String?) -> String? {
        switch self {
        case .compressed(let program): filter("\(program) -dc", path)
        case .zip: "Convert it first: unzip -p \(Self.quoted(path ?? "FILE.zip")) > text.tsv"
        case .spreadsheet: "In the program that made it, save it as tab-separated text in UTF-8."
        case .parquet:
            "Convert it first: python3 -c \"import pandas, sys; pandas.read_parquet(sys.argv[1])"
                + ".to_csv('text.tsv', sep='\\t', header=False, index=False)\" \(Self.quoted(path ?? "FILE.parquet"))"
        case .pdf: "Convert it first: pdftotext \(Self.quoted(path ?? "FILE.pdf")) text.txt"
        case .encoded(let encoding): filter("iconv -f \(encoding) -t UTF-8", path)
        case .richText: "In the program that made it, save it as plain text in UTF-8."
        case .webPage: "Open it to see why it is no text; perhaps the address was that of a page about the file."
        case .database:
            "Convert it first: sqlite3 -tabs \(Self.quoted(path ?? "FILE.db")) 'select source, target from pairs'"
                + " > text.tsv"
        case .markup, .zeros, .tensors: nil
        case .gitPointer: "Fetch the file first: git lfs pull"
        case .separated(.bars): filter("perl -pe 's/ *\\|\\|\\| */\\t/g'", path)
        case .separated(.spelledTab): filter("perl -pe 's/\\\\t/\\t/g'", path)
        case .separated(.blanks): filter("perl -pe 's/ {2,}/\\t/g'", path)
        case .separated(let separator):
            filter(
                "python3 -c \"import csv, sys; [print(*(' '.join(cell.split()) for cell in row), sep='\\t')"
                    + " for row in csv.reader(sys.stdin, delimiter='\(separator.rawValue)')]\"", path)
        case .json: filter("jq -r '[.source, .target] | @tsv'", path)
        }
    }

    private func filter(_ command: String, _ path: String?) -> String {
        path.map { "Convert it first: \(command) < \(Self.quoted($0)) > text.tsv" }
            ?? "Put it through this first: \(command)"
    }

    /// A path as a shell takes it.
    private static func quoted(_ path: String) -> String {
        let plain = path.utf8.allSatisfy { byte in
            let letter = Unicode.Scalar(byte)
            return ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) || ("0"..."9").contains(letter)
                || "/._-+".unicodeScalars.contains(letter)
        }
        return plain && !path.isEmpty ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}

extension [UInt8] {
    fileprivate func starts(with bytes: [UInt8], at place: Int) -> Bool {
        count >= place && self[place...].starts(with: bytes)
    }
}

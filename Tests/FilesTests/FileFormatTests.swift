import Foundation
import Seq2SeqFiles
import Testing

@Suite("File formats")
struct FileFormatTests {
    private static let text = "Go.\tVa !\nRun!\tCours !\n"

    /// Letters of which a half may be any byte.
    private static let chinese = "\u{6211}\u{559C}\u{6B22}\u{8336}\u{3002}\tI like tea.\n".appending(
        "\u{4F60}\u{597D}\u{4E0A}\u{5348}\t\u{65E9}\u{5B89}\n\u{91CD}\u{4E2D}\u{56FD}\u{4EBA}\t\u{9F8D}\n")

    private static func encoded(_ text: String, _ encoding: String.Encoding) -> [UInt8] {
        text.data(using: encoding).map { [UInt8]($0) } ?? []
    }

    private static let formats: [(head: [UInt8], format: FileFormat)] = [
        ([0x1F, 0x8B, 8, 0], .compressed(by: "gzip")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .compressed(by: "xz")),
        (Array("BZh91AY&SY".utf8), .compressed(by: "bzip2")),
        ([0x28, 0xB5, 0x2F, 0xFD, 1], .compressed(by: "zstd")),
        ([0x50, 0x4B, 3, 4, 20, 0], .zip),
        ([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("[Content_Types].xml".utf8), .spreadsheet),
        (Array("PAR1\u{15}abc".utf8), .parquet),
        ([UInt8](repeating: 0, count: 2000), .zeros),
        ([0xFF, 0xFE] + encoded(text, .utf16LittleEndian), .encoded("UTF-16")),
        ([0xFE, 0xFF] + encoded(text, .utf16BigEndian), .encoded("UTF-16")),
        ([0xFF, 0xFE, 0, 0] + encoded(text, .utf32LittleEndian), .encoded("UTF-32")),
        (encoded(text, .utf16LittleEndian), .encoded("UTF-16LE")),
        (encoded(text, .utf16BigEndian), .encoded("UTF-16BE")),
        (
            encoded("\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}\t\u{43C}\u{438}\u{440}\n", .utf16LittleEndian),
            .encoded("UTF-16LE")
        ),
        (encoded(chinese, .utf16LittleEndian), .encoded("UTF-16LE")),
        (encoded(chinese, .utf16BigEndian), .encoded("UTF-16BE")),
        (Array("SQLite format 3\u{0}\u{10}\u{0}".utf8), .database),
        ([0x40, 2, 0, 0, 0, 0, 0, 0] + Array("{\"a\":{\"dtype\":\"F32\"".utf8), .tensors),
        (encoded(text, .utf32LittleEndian), .encoded("UTF-32LE")),
        (encoded(text, .utf32BigEndian), .encoded("UTF-32BE")),
    ]

    @Test(arguments: formats.indices)
    func aFileIsKnownByItsFirstBytes(index: Int) {
        #expect(FileFormat(head: Self.formats[index].head) == Self.formats[index].format)
    }

    @Test(arguments: [
        text, "", "\n", "\u{FEFF}a\tb\n", "a\u{0}\tb\n", "\u{43F}\u{440}\t\u{6F22}\u{5B57}\n", "PK\tsix\n", "BZh\t1",
        chinese, "{\"a\"}\n", "1234567\u{0}{\"a\n",
        "<html>\n", "PAR1 is a word\n", "[noise]\n",
    ])
    func textIsText(text: String) {
        #expect(FileFormat(head: Array(text.utf8)) == nil)
    }

    @Test func bytesOfAnotherKindAreNoUTF16() {
        let latin1: [UInt8] =
            Array("caf".utf8) + [0xE9, 0x09] + Array("coffee\nth".utf8) + [0xE9, 0x00, 0x09, 0x74, 0x0A]
        #expect(FileFormat(head: latin1) == nil)
    }

    @Test(arguments: [
        ("a,b\nc,\"d, e\"\nf", FileFormat.separated(by: .comma)), ("a;b\n", .separated(by: .semicolon)),
        ("a|b|c\nd|e|f\n", .separated(by: .bar)), ("\"a, \"\"x\"\"\nb\",c\nd,e\n", .separated(by: .comma)),
        ("a ||| b\nc, d ||| e\n", .separated(by: .bars)), ("a    b\nc d  e\n", .separated(by: .blanks)),
        ("<html>\n", .webPage), ("version https://git-lfs.github.com/spec/v1\noid", .gitPointer),
        ("a\\tb\nc\\td\n", .separated(by: .spelledTab)), ("{\"a\":1}\n", .json), ("[\n", .json),
    ])
    func aTableWithoutTabsIsKnownByItsLines(text: String, format: FileFormat) {
        #expect(FileFormat(tableWithoutTabs: Array(text.utf8)) == format)
    }

    @Test(arguments: ["a\nb\n", "a,b\nc\nd\n", "a,b\tc\n", "", "\n"])
    func otherTextsAreNoTables(text: String) {
        #expect(FileFormat(tableWithoutTabs: Array(text.utf8)) == nil)
    }

    @Test func pathsAreQuotedAsAShellTakesThem() {
        let format = FileFormat.encoded("UTF-16")
        #expect(
            format.conversion(of: "a b's.txt")
                == #"Convert it first: iconv -f UTF-16 -t UTF-8 < 'a b'\''s.txt' > text.tsv"#)
        #expect(format.conversion(of: nil) == "Put it through this first: iconv -f UTF-16 -t UTF-8")
        #expect(
            FileFormat.compressed(by: "xz").conversion(of: "a.xz")
                == "Convert it first: xz -dc < a.xz > text.tsv")
    }
}

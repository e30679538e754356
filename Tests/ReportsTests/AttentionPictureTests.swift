import Foundation
import Seq2SeqReports
import Testing

@Suite("Pictures of attention")
struct AttentionPictureTests {
    private func document(_ picture: AttentionPicture) throws -> XMLText { try #require(XMLText(picture.svg)) }

    /// The places of the texts that a picture shows, by the text.
    private func places(_ document: XMLText) -> [String: Double] {
        document.elements.reduce(into: [:]) { places, element in
            if element.name == "text" { places[element.text] = element.attributes["x"].flatMap { Double($0) } }
        }
    }

    @Test func everyTokenIsATextOfItsOwnAndMoreAttentionIsDarker() throws {
        let picture = AttentionPicture(
            sourceTokens: ["a", "b"], targetTokens: ["x", "y"], weights: [[1, 0], [0.25, 0.75]], title: "line 1")
        let document = try document(picture)
        #expect(document.texts("text") == ["line 1", "a", "b", "x", "y"])
        let cells = document.elements.filter { $0.attributes["class"] == "cell" }
        #expect(cells.map { $0.attributes["fill-opacity"] } == ["0.25", "0.75", "1"])
        // A cell each: as many paths begin.
        #expect(cells.map { $0.attributes["d"]?.count { $0 == "M" } } == [1, 1, 1])
        #expect(document.texts("title") == ["x attends to a 100.00 %, b 0.00 %", "y attends to b 75.00 %, a 25.00 %"])
    }

    @Test func aSourceFromRightToLeftIsLaidOutSo() throws {
        let hebrew = try places(
            document(AttentionPicture(sourceTokens: ["א", "ב", "ג"], targetTokens: ["a"], weights: [[1, 0, 0]])))
        #expect(try #require(hebrew["א"]) > #require(hebrew["ב"]))
        #expect(try #require(hebrew["ב"]) > #require(hebrew["ג"]))
        let latin = try places(
            document(AttentionPicture(sourceTokens: ["a", "ב", "c"], targetTokens: ["a"], weights: [[1, 0, 0]])))
        #expect(try #require(latin["a"]) < #require(latin["ב"]))
        let directions = try document(
            AttentionPicture(sourceTokens: ["שלום!", "hi!"], targetTokens: ["!"], weights: [[1, 0]]))
        #expect(directions.elements.filter { $0.attributes["direction"] == "rtl" }.map(\.text) == ["שלום!"])
    }

    @Test func whatWouldBeMarkupOrInvisibleIsShownAsText() throws {
        let tokens = [
            "<script>alert(1)</script>", "\"'&", "\u{202E}evil", "\u{7}", " ", "\u{93F}", "न\u{93F}", "\u{0}\u{FFFE}",
            "می\u{200C}خواهم", "",
        ]
        let document = try document(
            AttentionPicture(
                sourceTokens: tokens, targetTokens: ["x"], weights: [[Float](repeating: 0.1, count: tokens.count)]))
        let shown = [
            "<script>alert(1)</script…", "\"'&", "[U+202E]evil", "␇", "␣", "◌\u{93F}", "न\u{93F}", "␀[U+FFFE]",
            "می\u{200C}خواهم", "∅",
        ]
        #expect(document.texts("text").dropLast() == shown[...])
        #expect(!document.elements.contains { $0.name == "script" })
    }

    @Test func aLongTokenIsCutAndReadAtThePointer() throws {
        let accents = "e" + String(repeating: "\u{301}", count: 10_000)
        let picture = AttentionPicture(
            sourceTokens: [String(repeating: "z", count: 10_000), accents], targetTokens: ["x"], weights: [[1, 0]])
        #expect(picture.svg.utf8.count < 20_000)
        let document = try document(picture)
        #expect(document.texts("text")[0] == String(repeating: "z", count: 24) + "…")
        #expect(document.texts("title")[0] == String(repeating: "z", count: 400) + "…")
    }

    @Test func severalPicturesAreBelowEachOther() throws {
        let picture = AttentionPicture(sourceTokens: ["a"], targetTokens: ["x"], weights: [[1]])
        let blank = AttentionPicture(sourceTokens: [], targetTokens: [], weights: [], title: "blank")
        let document = try #require(XMLText(AttentionPicture.svg(of: [picture, blank, picture])))
        let groups = document.elements.filter { $0.name == "g" }.compactMap { $0.attributes["transform"] }
        #expect(groups.count == 3 && Set(groups).count == 3)
        let heights = groups.compactMap { $0.split(separator: " ").last.flatMap { Double($0.dropLast()) } }
        #expect(heights == heights.sorted())
        #expect(XMLText(AttentionPicture.svg(of: [])) != nil)
    }

    /// Attention over long texts is spread thin or on few, so a file stays small.
    @Test func aPictureOfLongTextsIsSmall() throws {
        let tokens = (0..<300).map { String($0) }
        let weights = tokens.indices.map { row in
            tokens.indices.map { Float($0 == row ? 0.5 : 0.5 / 299) }
        }
        let picture = AttentionPicture(sourceTokens: tokens, targetTokens: tokens, weights: weights)
        #expect(picture.svg.utf8.count < 150_000)
        // Weights that are no numbers draw nothing.
        let broken = AttentionPicture(sourceTokens: ["a"], targetTokens: ["b"], weights: [[.nan]])
        #expect(try !document(broken).elements.contains { $0.attributes["class"] == "cell" })
    }
}

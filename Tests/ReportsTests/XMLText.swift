import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A document as a reader of XML sees it.
final class XMLText: NSObject, XMLParserDelegate {
    /// An element that was opened.
    struct Element {
        let name: String
        let attributes: [String: String]
        /// The text in it, elements inside left out.
        var text = ""
    }

    /// The elements in the order of their beginnings.
    private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// Nil if the document is not well-formed.
    init?(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        if let last = open.last { elements[last].text += characters }
    }

    /// The texts of all elements of a name.
    func texts(_ name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }
}

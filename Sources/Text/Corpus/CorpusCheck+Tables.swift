// Traces that databases and spreadsheets leave in a table of pairs.

extension CorpusCheck {
    /// Sides that look like numbers of lines, perhaps with a word in front: the file has further columns, or they count
    /// upwards.
    static func numbers(
        _ pairs: [TextPair], lineNumbers: [Int], columnCount: Int, textColumns: PairColumns?
    ) -> [CorpusFinding] {
        CorpusFinding.Side.allCases.compactMap { side in
            guard let first = pairs.first, let firstLine = lineNumbers.first else { return nil }
            let prefix = RunningNumber(side.text(of: first))?.prefix
            var (last, counts) = (-1, pairs.count > 9)
            for pair in pairs {
                guard let number = RunningNumber(side.text(of: pair)), number.prefix == prefix else { return nil }
                counts = counts && number.value > last
                last = number.value
            }
            guard columnCount > 2 || counts else { return nil }
            return .numbers(side: side, firstLine: firstLine, textColumns: textColumns)
        }
    }

    /// A first line that names the columns.
    static func header(_ pairs: [TextPair], lineNumbers: [Int]) -> CorpusFinding? {
        guard let first = pairs.first, pairs.count > 1, let line = lineNumbers.first else { return nil }
        let names = [first.source, first.target].map {
            $0.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        guard names[0] != names[1], names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(HeaderWords.contain) }) else {
            return nil
        }
        return .header(line: line, source: first.source, target: first.target)
    }

    /// Cells in quotation marks, as spreadsheets write those that hold tabs, line ends or quotation marks: in such a
    /// file a line end within a cell makes pairs of what is none.
    static func quotedCells(_ pairs: [TextPair], lineNumbers: [Int]) -> CorpusFinding? {
        let suspicious = pairs.indices.filter { index in
            let (source, target) = (Quoting(pairs[index].source), Quoting(pairs[index].target))
            if source.isEscaped || target.isEscaped { return true }
            // A tab within a cell: it opens in one column and closes in the next.
            if source.opens && target.closes { return true }
            // A line end within the first cell: it opened in a line without a tab, which was left out.
            let isAfterGap = lineNumbers[index] > (index > 0 ? lineNumbers[index - 1] : 0) + 1
            if isAfterGap && source.closes && !target.isOdd { return true }
            // A line end within the last cell: it opens here and closes at the start of the next line.
            guard !source.isOdd, target.opens, index + 1 < pairs.count else { return false }
            if lineNumbers[index + 1] > lineNumbers[index] + 1 { return true }
            let next = (Quoting(pairs[index + 1].source), Quoting(pairs[index + 1].target))
            return next.0.isOdd && !next.0.startsQuoted && !next.1.isOdd
        }
        if let first = suspicious.first {
            return .quotedCells(count: suspicious.count, firstLine: lineNumbers[first])
        }
        let wrapped = pairs.indices.filter {
            Quoting(pairs[$0].source).isWrapped && Quoting(pairs[$0].target).isWrapped
        }
        guard let first = wrapped.first, wrapped.count > 1, 10 * wrapped.count >= 9 * pairs.count else { return nil }
        return .quotedCells(count: wrapped.count, firstLine: lineNumbers[first])
    }

    /// Text that another program has cut into subwords.
    static func subwordMarks(_ pairs: [TextPair], lineNumbers: [Int]) -> [CorpusFinding] {
        CorpusFinding.Side.allCases.compactMap { side in
            let marked = pairs.indices.filter { index in
                let text = side.text(of: pairs[index])
                return text.contains("@@ ") || text.unicodeScalars.contains("\u{2581}")
            }
            guard let first = marked.first, 10 * marked.count >= pairs.count else { return nil }
            return .subwordMarks(side: side, count: marked.count, firstLine: lineNumbers[first])
        }
    }
}

/// The number of a line or an entry, as databases and data sets have it: `1276`, `T1`, `sent-0003`.
struct RunningNumber: Hashable {
    /// What stands before the digits.
    let prefix: Substring
    /// What the digits say.
    let value: Int

    /// Nil if the text is something else.
    init?(_ text: String) {
        guard text.utf8.count < 18 else { return nil }
        let digits = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }
        guard let value = Int(String(decoding: digits.reversed(), as: UTF8.self)) else { return nil }
        let prefix = Substring(text.utf8.dropLast(digits.count))
        let isName = prefix.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "-_.#:/".unicodeScalars.contains($0)
        }
        guard isName else { return nil }
        self.prefix = prefix
        self.value = value
    }
}

/// Words of which the first line of a table makes names for columns of texts.
private enum HeaderWords {
    /// Whether names are made of a word, given in lower case.
    static func contain(_ word: String) -> Bool { words.contains(word) }

    private static let words = Set(
        """
        id source sources target targets src tgt trg input inputs output outputs text texts txt translation translations
        original sentence sentences sentence1 sentence2 line segment phrase question answer query response prompt
        completion article summary label text1 text2 lang language word words utterance reply context incorrect correct
        quelle ziel satz frage antwort quelltext zieltext
        english german french spanish italian portuguese dutch russian polish czech turkish arabic hebrew persian hindi
        chinese japanese korean vietnamese ukrainian swedish finnish greek romanian hungarian danish norwegian
        bulgarian catalan indonesian latin
        englisch deutsch französisch spanisch italienisch portugiesisch niederländisch russisch polnisch tschechisch
        türkisch arabisch chinesisch japanisch koreanisch schwedisch ukrainisch lateinisch griechisch ungarisch
        anglais allemand français espagnol italien portugais néerlandais russe polonais turc arabe chinois japonais
        inglés alemán francés español italiano portugués ruso polaco turco árabe chino japonés
        inglese tedesco francese spagnolo portoghese russo inglês alemão francês espanhol português
        engels duits frans nederlands spaans angielski niemiecki polski angličtina čeština
        английский немецкий французский русский український англійська türkçe ingilizce almanca svenska suomi dansk
        英语 英文 中文 汉语 德语 法语 日语 日文 日本語 英語 中国語 한국어 영어
        en de fr es it pt nl ru pl cs tr ar he fa hi zh ja ko vi uk sv fi el ro hu da no nb bg ca la
        eng deu ger fra fre spa ita por nld dut rus pol ces cze tur ara heb hin zho jpn kor vie ukr swe fin ell ron hun
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}

/// The quotation marks of a cell.
private struct Quoting {
    let startsQuoted: Bool
    let endsQuoted: Bool
    let isOdd: Bool
    /// Whether quotation marks within the cell are doubled.
    let isDoubled: Bool

    private static let mark = UInt8(ascii: "\"")

    init(_ text: String) {
        let bytes = text.utf8
        let count = bytes.count { $0 == Self.mark }
        guard count > 0 else {
            (startsQuoted, endsQuoted, isOdd, isDoubled) = (false, false, false, false)
            return
        }
        startsQuoted = bytes.first == Self.mark
        endsQuoted = bytes.last == Self.mark
        isOdd = !count.isMultiple(of: 2)
        isDoubled = count > 2 && text.contains("\"\"")
    }

    var opens: Bool { startsQuoted && isOdd }
    var closes: Bool { endsQuoted && !startsQuoted && isOdd }
    /// Whether the whole cell is in quotation marks.
    var isWrapped: Bool { startsQuoted && endsQuoted && !isOdd }
    /// Whether it is in quotation marks because it holds some, which are doubled.
    var isEscaped: Bool { isWrapped && isDoubled }
}

extension CorpusFinding.Side {
    /// The text of a pair on this side.
    func text(of pair: TextPair) -> String {
        switch self {
        case .source: pair.source
        case .target: pair.target
        }
    }
}

import Foundation
import Seq2SeqSettings
import Testing

/// What follows from a property and a row.
struct SettingTableTests {
    struct Baking: Adjustable, Equatable {
        enum Heat: String, CaseIterable, Sendable { case above, below, around = "all-around" }

        var minutes = 30
        var heat = Heat.above
        var crumble = false
        var sugarShare = 0.25
        var rest: Int?
        var limit: Double? = 5
        var turns: Int? = 2
        var steam = 0.0
        var places: [String] = []

        init() {}

        static let settings = SettingTable<Self>(
            [
                SettingGroup(
                    "Oven",
                    [
                        Setting(
                            "minutes", \.minutes, .integer(in: 1...600), stored: .required,
                            resumed: .keptIf { $0.heat == .around }, "How long."),
                        Setting("heat", \.heat, .choice(), stored: .always, "Where from."),
                        Setting("turns", \.turns, .integer(in: 1...9), stored: .always, "How often to turn it."),
                        Setting("steam", \.steam, .real(.aboveUpTo(0, 1)), none: 0, "How much water."),
                    ]),
                SettingGroup(
                    "Dough",
                    [
                        Setting("crumble", \.crumble, "Put crumble on it."),
                        Setting("sugar", \.sugarShare, property: "sugarShare", .real(.from(0, below: 1)), "How sweet."),
                        Setting("resting_time", \.rest, property: "rest", .integer(atLeast: 1), "Before baking."),
                        Setting(
                            "weight_limit", \.limit, property: "limit", .real(.atLeast(0)), none: 0, stored: .always,
                            "For scales that end."),
                        Setting("place", repeated: \.places, .path("PLACE"), "Where to let it rest."),
                    ]),
            ],
            rules: { name in
                [
                    .impossible { baking in
                        guard baking.crumble && baking.sugarShare == 0 else { return nil }
                        return "\(name[\.crumble]) is dull when \(name[\.sugarShare]) is \(baking.sugarShare)"
                    },
                    .idle { $0.crumble && $0.minutes < 5 ? "\(name[\.crumble]) needs time" : nil },
                ]
            })
    }

    struct Kitchen: Adjustable {
        var baking = Baking()
        init() {}
    }

    let table = Baking.settings

    private func setting(_ name: String) throws -> Setting<Baking> {
        try #require(table.settings.first { $0.name.stored == name })
    }

    @Test func namesFollowFromOne() throws {
        #expect(table[\.rest].option == "--resting-time")
        #expect(table[\.rest].property == "rest")
        #expect(table[\.minutes].property == "minutes")
        #expect(SettingName.option(ofStored: "resting_time") == "--resting-time")
    }

    @Test(arguments: [
        ("minutes", "5", "5"), ("minutes", "600", "600"), ("heat", "all-around", "all-around"), ("crumble", "", "on"),
        ("sugar", "0", "0"), ("sugar", "0.5", "0.5"), ("resting_time", "7", "7"), ("weight_limit", "0", "0"),
        ("weight_limit", "2.5", "2.5"), ("steam", "1", "1"), ("place", "sill", "sill"),
    ])
    func aWordIsTakenAndWrittenAgain(name: String, word: String, text: String) throws {
        var baking = Baking()
        #expect(try setting(name).read(word, &baking) == nil)
        #expect(try setting(name).text(baking) == text)
    }

    @Test(arguments: [
        ("minutes", "0", "must be an integer from 1 to 600"), ("minutes", "x", "must be an integer from 1 to 600"),
        ("heat", "left", "must be one of above, below, all-around"),
        ("sugar", "1", "must be a number from 0 up to but not 1"), ("sugar", "nan", "must be a number from 0 up"),
        ("steam", "0", "must be a number above 0 and at most 1"),
        ("resting_time", "0", "must be an integer of at least 1"),
        ("weight_limit", "-1", "must be a finite number of at least 0"), ("place", "", "must be the path of a file"),
    ])
    func aWordThatIsNoneIsRefusedAndChangesNothing(name: String, word: String, demand: String) throws {
        var baking = Baking()
        let problem = try #require(try setting(name).read(word, &baking))
        #expect(problem.demand.hasPrefix(demand))
        #expect(baking == Baking())
    }

    @Test func aValueOutOfRangeIsNamedForWhoeverGaveIt() throws {
        let fault = try #require(table.fault(in: Baking { $0.minutes = 0 }))
        #expect(fault.text(for: .programs) == "minutes must be an integer from 1 to 600, but is 0")
        let other = try #require(table.fault(in: Baking { $0.sugarShare = 2 }))
        #expect(other.text(for: .programs) == "sugarShare must be a number from 0 up to but not 1, but is 2")
        #expect(other.text(for: .modelFiles) == "sugar must be a number from 0 up to but not 1, but is 2")
        #expect(table.fault(in: Baking { $0.rest = 0 }) != nil)
        #expect(table.fault(in: Baking { $0.steam = .nan }) != nil)
        // Programs may say that there is none.
        #expect(table.fault(in: Baking { $0.steam = 0 }) == nil)
        #expect(table.fault(in: Baking { $0.limit = nil }) == nil)
    }

    @Test func aRuleIsOneSentenceForAll() throws {
        let baking = Baking {
            $0.crumble = true
            $0.sugarShare = 0
        }
        let fault = try #require(table.fault(in: baking))
        #expect(fault.text(for: .programs) == "crumble is dull when sugarShare is 0.0")
        #expect(fault.text(for: .modelFiles) == "crumble is dull when sugar is 0.0")
        #expect(fault.text(for: .commandLine) == "Option '--crumble' is dull when '--sugar' is 0.0")
    }

    @Test func whatHasNoEffectIsNoFaultOfAProgram() {
        #expect(
            table.fault(
                in: Baking {
                    $0.crumble = true
                    $0.minutes = 4
                }) == nil)
    }

    @Test func aProgramsFaultEndsItWithATextAlsoInRelease() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Baking.settings.check(Baking { $0.minutes = -3 })
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("Baking: minutes must be an integer from 1 to 600, but is -3"))
    }

    @Test func defaultsAreStoredWhereTheyAlwaysWere() {
        #expect(
            table.stored(Baking())
                == StoredSettings([
                    "minutes": .integer(30), "heat": .text("above"), "weight_limit": .integer(5),
                    "turns": .integer(2),
                ]))
    }

    @Test func storedValuesComeBack() throws {
        let baking = Baking {
            $0.minutes = 90
            $0.heat = .around
            $0.crumble = true
            $0.sugarShare = 0.1
            $0.rest = 3
            $0.limit = nil
            $0.turns = nil
            $0.steam = 1
        }
        let stored = table.stored(baking)
        #expect(try table.restored(from: stored) == baking)
        #expect(stored["weight_limit"] == .integer(0))
        let json = try JSONEncoder().encode(stored)
        #expect(try JSONDecoder().decode(StoredSettings.self, from: json) == stored)
    }

    @Test func aFileWithoutWhatMustBeThereIsRefused() {
        #expect(throws: SettingFault.missing(table[\.minutes])) {
            try table.restored(from: StoredSettings(["heat": .text("below")]))
        }
    }

    @Test(arguments: [
        ("minutes", StoredValue.integer(601)), ("minutes", .real(1.5)), ("minutes", .large(.max)),
        ("minutes", .text("5")), ("heat", .text("left")), ("heat", .flag(true)), ("crumble", .integer(1)),
        ("sugar", .real(1)), ("sugar", .text("x")),
    ])
    func aFilesValueOutOfRangeOrOfAnotherTypeIsRefused(name: String, value: StoredValue) {
        var stored = table.stored(Baking())
        stored[name] = value
        #expect(throws: SettingFault.self) { try table.restored(from: stored) }
    }

    @Test func whatMayChangeOnResumingDependsOnTheValues() {
        #expect(table.changeableNames(with: nil) == ["minutes"])
        #expect(table.changeableNames(with: Baking()) == ["minutes"])
        #expect(table.changeableNames(with: Baking { $0.heat = .around }) == [])
    }

    @Test func aTypeThatHoldsTheOptionsHasTheirTable() throws {
        let lifted = table.lifted(to: \Kitchen.baking)
        let merged = SettingTable(merging: [lifted], groups: ["Dough", "Oven"])
        #expect(merged.groups.map(\.title) == ["Dough", "Oven"])
        var kitchen = Kitchen()
        #expect(merged[table[\.minutes]].read("7", &kitchen) == nil)
        #expect(kitchen.baking.minutes == 7)
        #expect(merged.stored(kitchen) == table.stored(kitchen.baking))
        #expect(merged.fault(in: Kitchen { $0.baking.minutes = 0 }) == table.fault(in: Baking { $0.minutes = 0 }))
    }
}

/// Values as model files hold them.
struct StoredValueTests {
    @Test(arguments: [
        ("5", StoredValue.integer(5)), ("5.0", .integer(5)), ("0.001", .real(0.001)), ("true", .flag(true)),
        ("18446744073709551615", .large(.max)), ("\"adam\"", .text("adam")), ("1e300", .real(1e300)),
        ("-3", .integer(-3)),
    ])
    func jsonIsReadAsOneKindOfValue(json: String, value: StoredValue) throws {
        let stored = try JSONDecoder().decode(StoredSettings.self, from: Data(#"{"a":\#(json)}"#.utf8))
        #expect(stored["a"] == value)
    }

    @Test func whatIsNoValueIsLeftOut() throws {
        let json = #"{"a":[1],"b":{"c":1},"d":null,"e":1}"#
        let stored = try JSONDecoder().decode(StoredSettings.self, from: Data(json.utf8))
        #expect(stored.names == ["e"])
    }

    @Test func aNumberIsOneValueHoweverItWasMade() {
        #expect(StoredValue(5.0) == StoredValue(5))
        #expect(StoredValue(0.5) == .real(0.5))
        #expect(StoredValue(UInt64.max) == .large(.max))
        #expect(StoredValue(Double.nan).double?.isNaN == true)
    }
}

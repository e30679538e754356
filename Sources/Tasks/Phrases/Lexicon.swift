/// The words of the phrases.
enum Lexicon {
    /// The present of "avoir", "je" to "ils".
    static let have = ["ai", "as", "a", "avons", "avez", "ont"]

    /// The present of "aller", "je" to "ils".
    static let go = ["vais", "vas", "va", "allons", "allez", "vont"]

    /// The adjectives that are said of a noun, in the order of the list.
    static func adjectives(of noun: Noun) -> [Adjective] { adjectives.filter { $0.kinds.contains(noun.kind) } }

    static let nouns = persons + animals + foods + things + openings + places

    private static let persons = [
        Noun(.person, .masculine, "boy", "garçon"),
        Noun(.person, .feminine, "girl", "fille"),
        Noun(.person, .masculine, "man", "homme", englishPlural: "men"),
        Noun(.person, .feminine, "woman", "femme", englishPlural: "women"),
        Noun(.person, .masculine, "child", "enfant", englishPlural: "children"),
        Noun(.person, .masculine, "friend", "ami"),
        Noun(.person, .masculine, "neighbor", "voisin"),
        Noun(.person, .masculine, "student", "étudiant"),
        Noun(.person, .masculine, "doctor", "médecin"),
        Noun(.person, .masculine, "hero", "héros", englishPlural: "heroes", frenchPlural: "héros"),
        Noun(.person, .feminine, "queen", "reine"),
        Noun(.person, .feminine, "actress", "actrice", englishPlural: "actresses"),
        Noun(.person, .feminine, "nurse", "infirmière"),
        Noun(.person, .masculine, "king", "roi"),
    ]

    private static let animals = [
        Noun(.animal, .masculine, "dog", "chien"),
        Noun(.animal, .masculine, "cat", "chat"),
        Noun(.animal, .masculine, "horse", "cheval", frenchPlural: "chevaux"),
        Noun(.animal, .masculine, "bird", "oiseau", frenchPlural: "oiseaux"),
        Noun(.animal, .feminine, "cow", "vache"),
        Noun(.animal, .masculine, "owl", "hibou", frenchPlural: "hiboux"),
        Noun(.animal, .feminine, "spider", "araignée"),
        Noun(.animal, .masculine, "rabbit", "lapin"),
    ]

    private static let foods = [
        Noun(.food, .feminine, "apple", "pomme"),
        Noun(.food, .masculine, "egg", "œuf"),
        Noun(.food, .feminine, "orange", "orange"),
        Noun(.food, .masculine, "cake", "gâteau", frenchPlural: "gâteaux"),
        Noun(.food, .feminine, "tomato", "tomate", englishPlural: "tomatoes"),
        Noun(.food, .feminine, "pear", "poire"),
        Noun(.food, .masculine, "onion", "oignon"),
        Noun(.food, .masculine, "lemon", "citron"),
    ]

    private static let things = [
        Noun(.thing, .masculine, "book", "livre"),
        Noun(.thing, .feminine, "letter", "lettre"),
        Noun(.thing, .feminine, "car", "voiture"),
        Noun(.thing, .feminine, "key", "clé"),
        Noun(.thing, .masculine, "hat", "chapeau", frenchPlural: "chapeaux"),
        Noun(.thing, .feminine, "shirt", "chemise"),
        Noun(.thing, .masculine, "knife", "couteau", englishPlural: "knives", frenchPlural: "couteaux"),
        Noun(.thing, .masculine, "newspaper", "journal", frenchPlural: "journaux"),
        Noun(.thing, .masculine, "umbrella", "parapluie"),
        Noun(.thing, .feminine, "clock", "horloge"),
        Noun(.thing, .masculine, "bicycle", "vélo"),
        Noun(.thing, .feminine, "lamp", "lampe"),
        Noun(.thing, .masculine, "computer", "ordinateur"),
        Noun(.thing, .feminine, "ladder", "échelle"),
    ]

    private static let openings = [
        Noun(.opening, .feminine, "door", "porte"),
        Noun(.opening, .feminine, "window", "fenêtre"),
        Noun(.opening, .feminine, "box", "boîte", englishPlural: "boxes"),
        Noun(.opening, .masculine, "drawer", "tiroir"),
    ]

    private static let places = [
        Noun(.place, .feminine, "house", "maison"),
        Noun(.place, .feminine, "school", "école"),
        Noun(.place, .masculine, "garden", "jardin"),
        Noun(.place, .masculine, "hospital", "hôpital", frenchPlural: "hôpitaux"),
        Noun(.place, .feminine, "church", "église", englishPlural: "churches"),
        Noun(.place, .masculine, "museum", "musée"),
        Noun(.place, .masculine, "hotel", "hôtel"),
        Noun(.place, .masculine, "shop", "magasin"),
        Noun(.place, .feminine, "factory", "usine", englishPlural: "factories"),
        Noun(.place, .masculine, "castle", "château", frenchPlural: "châteaux"),
        Noun(.place, .feminine, "library", "bibliothèque", englishPlural: "libraries"),
        Noun(.place, .masculine, "building", "immeuble"),
    ]
}

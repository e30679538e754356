extension Lexicon {
    /// Verbs that take an object. Those of knowing, liking and having have no past here, as it would be another tense
    /// in French.
    static let verbs: [Verb] = [
        .irregular(
            "see", "sees", "saw", "voir", "vois vois voit voyons voyez voient", "vu",
            of: [.person, .animal, .thing, .place]),
        .regular("look for", "looks for", "looked for", "chercher", of: [.person, .animal, .thing, .place]),
        .regular("find", "finds", "found", "trouver", of: [.person, .animal, .thing, .place]),
        .regular("watch", "watches", "watched", "regarder", of: [.person, .animal, .place]),
        .regular("listen to", "listens to", "listened to", "écouter", of: [.person]),
        .irregular(
            "wait for", "waits for", "waited for", "attendre", "attends attends attend attendons attendez attendent",
            "attendu", of: [.person]),
        .regular("help", "helps", "helped", "aider", of: [.person]),
        .regular("eat", "eats", "ate", "manger", of: [.food]),
        .irregular(
            "buy", "buys", "bought", "acheter", "achète achètes achète achetons achetez achètent", "acheté",
            of: [.food, .thing, .animal]),
        .irregular(
            "sell", "sells", "sold", "vendre", "vends vends vend vendons vendez vendent", "vendu",
            of: [.food, .thing, .animal]),
        .irregular(
            "choose", "chooses", "chose", "choisir", "choisis choisis choisit choisissons choisissez choisissent",
            "choisi", of: [.food, .thing, .place]),
        .irregular(
            "take", "takes", "took", "prendre", "prends prends prend prenons prenez prennent", "pris",
            of: [.food, .thing]),
        .irregular(
            "open", "opens", "opened", "ouvrir", "ouvre ouvres ouvre ouvrons ouvrez ouvrent", "ouvert", of: [.opening]),
        .regular("close", "closes", "closed", "fermer", of: [.opening]),
        .regular("visit", "visits", "visited", "visiter", of: [.place]),
        .regular("like", "likes", nil, "aimer", of: [.person, .animal, .food, .thing, .place]),
        .irregular(
            "know", "knows", nil, "connaître", "connais connais connaît connaissons connaissez connaissent", "connu",
            of: [.person, .place]),
        .irregular("have", "has", nil, "avoir", "ai as a avons avez ont", "eu", of: [.animal, .food, .thing]),
        .irregular(
            "want", "wants", nil, "vouloir", "veux veux veut voulons voulez veulent", "voulu",
            of: [.animal, .food, .thing]),
    ]

    /// The verbs of which a person can be the object.
    static let verbsOfPersons = verbs.filter { $0.objects.contains(.person) }

    /// A verb with a preposition and a place, without a past, which would need the auxiliary "être".
    static let verbsOfPlace: [(verb: Verb, preposition: [String])] = [
        (.irregular("go to", "goes to", nil, "aller", "vais vas va allons allez vont", "allé", of: [.place]), ["à"]),
        (
            .irregular(
                "come from", "comes from", nil, "venir", "viens viens vient venons venez viennent", "venu", of: [.place]
            ),
            ["de"]
        ),
        (.regular("work in", "works in", nil, "travailler", of: [.place]), ["dans"]),
        (.regular("live near", "lives near", nil, "habiter", of: [.place]), ["près", "de"]),
        (.regular("think about", "thinks about", nil, "penser", of: [.place]), ["à"]),
        (.regular("talk about", "talks about", nil, "parler", of: [.place]), ["de"]),
    ]
}

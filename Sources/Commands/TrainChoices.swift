/// What a token is.
package enum TokenChoice: String, CaseIterable, Sendable {
    case characters, words
}

/// How the decoder's first state comes from the encoder's last.
package enum BridgeChoice: String, CaseIterable, Sendable {
    case copy, dense
}

/// How gradients change the parameters.
package enum OptimizerChoice: String, CaseIterable, Sendable {
    case sgd, adam, adamw
}

/// What decides which of the validated models is the best.
package enum MetricChoice: String, CaseIterable, Sendable {
    case loss, exact
}

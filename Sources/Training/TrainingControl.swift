/// What the receiver of an event answers.
public enum TrainingControl: Sendable {
    /// Train on.
    case proceed
    /// Stop after this event.
    case stop
}

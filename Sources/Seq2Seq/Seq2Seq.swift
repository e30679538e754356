// The stages under one name: the only import that a user writes.
@_exported import Seq2SeqDecoding
@_exported import Seq2SeqEvaluation
@_exported import Seq2SeqFiles
@_exported import Seq2SeqLayers
@_exported import Seq2SeqModels
@_exported import Seq2SeqRandomness
@_exported import Seq2SeqReports
@_exported import Seq2SeqSettings
@_exported import Seq2SeqTasks
@_exported import Seq2SeqTensors
@_exported import Seq2SeqText
@_exported import Seq2SeqTraining

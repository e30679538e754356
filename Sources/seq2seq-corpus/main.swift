import Seq2SeqCommands

CorpusCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()

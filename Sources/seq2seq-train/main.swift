import Seq2SeqCommands

TrainCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()

import Commands

CorpusCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()

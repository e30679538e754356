import Commands

TrainCommand.run(Array(CommandLine.arguments.dropFirst())).endProcess()

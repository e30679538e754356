"""Prints the tables of the page "Training by several processes": what to expect of clusters that are not here.

Usage: expected_speed.py [SPEED_OF_NMT SPEED_OF_LARGE]
  the target tokens that a node of 32 cores trains on in a second, by itself; 20000 and 5000 if they are not given
"""

import sys

# Megabytes of weights.
MODELS = [("*nmt*", 98.5), ("100 M", 400.0)]
# Megabytes a second that TCP brings through, of 1,250 and 12,500.
NETWORKS = [("10 Gbit/s", 1100.0), ("100 Gbit/s", 11000.0)]
TOKENS = 8192  # of a batch
STEP = 65536  # tokens of a step that is the same for any number of nodes
LATENCY = 40e-6  # seconds for each other process in a step: four messages


def seconds(nodes, batches, computing, weights, network):
    """The formula of the page: one process a node, each with so many batches that take so many seconds."""
    sending = weights * (nodes - 1) / nodes / network
    return computing + (batches - 1) * max(computing, sending) + 2 * sending + LATENCY * (nodes - 1)


def table(speeds, kinds, batches_and_tokens):
    columns = [(model, weights, speed, name, network, kind)
               for (model, weights), speed in zip(MODELS, speeds) for name, network in NETWORKS for kind in kinds]
    print("| nodes |", " | ".join(f"{model}, {name}{kind}" for model, _, _, name, _, kind in columns), "|")
    print("|---:|" + "---:|" * len(columns))
    for nodes in [1, 2, 4, 8, 16, 32, 64, 128, 256]:
        cells = []
        for _, weights, speed, _, network, kind in columns:
            batches, tokens = batches_and_tokens(nodes, kind)
            rate = nodes * batches * tokens / seconds(nodes, batches, tokens / speed, weights, network)
            cells.append(f"{rate / 1000:,.0f},000 ({100 * rate / nodes / speed:.0f} %)")
        print(f"| {nodes} |", " | ".join(cells), "|")
    print()


def main():
    speeds = [float(word) for word in sys.argv[1:]] or [20000.0, 5000.0]
    table(speeds, [", 1", ", 4"], lambda nodes, kind: (int(kind[2:]), TOKENS))
    table(speeds, [""], lambda nodes, _: (max(1, 8 // nodes), STEP // max(8, nodes)))


main()

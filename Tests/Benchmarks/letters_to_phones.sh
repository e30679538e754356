#!/usr/bin/env bash
# Trains on the letters and phones of SIGMORPHON 2020's task 1 and prints word error rates, greedily and with a beam of
# 5, on the pairs that the best model was chosen on (dev) and on those that no model was chosen on (test).
#
# Usage: letters_to_phones.sh LANGUAGE SEED DATA RESULTS
# DATA holds LANGUAGE_train.tsv, LANGUAGE_dev.tsv and LANGUAGE_test.tsv; RESULTS gets the model and its log. Options of
# seq2seq-train may follow. Needs the commands of this package on the path.
set -euo pipefail
language=$1 seed=$2 data=$3 results=$4
shift 4
mkdir -p "$results"
name=$results/$language-$seed

seq2seq-train --train "$data/${language}_train.tsv" --valid "$data/${language}_dev.tsv" --seed "$seed" \
    --model "$name.safetensors" --log "$name.jsonl" --overwrite --quiet "$@"

for beam in 1 5; do
    for set in dev test; do
        exact=$(seq2seq-evaluate --model "$name.safetensors" --pairs "$data/${language}_$set.tsv" --beam $beam \
            --metrics exact --format json | sed 's/.*"exact":\([0-9.]*\).*/\1/')
        # A word is wrong unless all its phones are right.
        printf -v right %.2f "$exact"
        wrong=$((10000 - 10#${right/./}))
        printf '%s: word error rate %d.%02d\n' "$language, seed $seed, beam $beam, $set" \
            $((wrong / 100)) $((wrong % 100))
    done
done

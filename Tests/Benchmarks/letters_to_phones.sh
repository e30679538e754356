#!/usr/bin/env bash
# Trains on the letters and phones of SIGMORPHON 2020's task 1 and prints word error rates, greedily and with a beam of
# 5, on the pairs that the best model was chosen on (dev) and on those that no model was chosen on (test).
#
# Usage: letters_to_phones.sh LANGUAGE EMBEDDING SEED DATA RESULTS
# DATA holds LANGUAGE_train.tsv, LANGUAGE_dev.tsv and LANGUAGE_test.tsv; RESULTS gets the model and its log. Options of
# seq2seq-train may follow. Needs the commands of this package on the path.
set -euo pipefail
language=$1 embedding=$2 seed=$3 data=$4 results=$5
shift 5
mkdir -p "$results"
name=$results/$language-$embedding-$seed

seq2seq-train --train "$data/${language}_train.tsv" --valid "$data/${language}_dev.tsv" --tokens words --metric exact \
    --embedding "$embedding" --hidden 256 --bidirectional --attention general --dropout 0.4 --label-smoothing 0.1 \
    --epochs 100 --learning-rate 0.003 --warmup-steps 100 --schedule inverse-sqrt --ema 0.999 --clip-norm 1 \
    --seed "$seed" --model "$name.safetensors" --log "$name.jsonl" --overwrite --quiet "$@"

for beam in 1 5; do
    for set in dev test; do
        pairs=$data/${language}_$set.tsv
        cut -f 1 "$pairs" | seq2seq-decode --model "$name.safetensors" --beam $beam |
            paste - <(cut -f 2 "$pairs") |
            awk -F '\t' -v run="$language, embedding $embedding, seed $seed, beam $beam, $set" \
                '$1 != $2 { wrong++ } END { printf "%s: word error rate %.2f\n", run, 100 * wrong / NR }'
    done
done

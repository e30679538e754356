#!/usr/bin/env bash
# Trains on Multi30k (German to English) and measures BLEU on test_2016_flickr, greedily and with a beam of 5 whose
# length penalty is chosen on the validation pairs, in floats and in 8 bits.
#
# Usage: translate_multi30k.sh plain|auto DATA RESULTS
# DATA holds train, val and test_2016_flickr, each as .de and .en, tokens separated by spaces; RESULTS gets the model,
# its log and the translations. Options of seq2seq-train may follow. Needs the commands of this package on the path.
set -euo pipefail
kind=$1 data=$2 results=$3
shift 3
mkdir -p "$results"
model=$results/$kind.safetensors

case $kind in
    # The setting of pytorch-seq2seq's first tutorial, whose published BLEU is 13.76.
    plain)
        options=(--recipe plain --tokens words --minimum-count 2 --metric bleu
            --embedding 256 --hidden 512 --layers 2 --reverse-source --epochs 10 --batch-size 32 --dropout 0.2
            --label-smoothing 0.1 --learning-rate 0.002 --clip-norm 1
            --warmup-steps 400 --schedule inverse-sqrt --ema 0.999)
        ;;
    # What the toolkit chooses. The published BLEU of a model with attention and 512 units is 28.30.
    auto) options=() ;;
    *) echo "$kind is neither plain nor auto." >&2 && exit 64 ;;
esac

seq2seq-train --source "$data/train.de" --target "$data/train.en" \
    --valid-source "$data/val.de" --valid-target "$data/val.en" \
    "${options[@]}" --model "$model" --log "$results/$kind.jsonl" --overwrite "$@"

# bleu SET OPTIONS...: decodes a set and prints its BLEU on the tokens as they are.
bleu() {
    local set=$1 output=$results/$kind.$1.en
    shift
    seq2seq-decode --model "$model" --input "$data/$set.de" --output "$output" --quiet "$@"
    seq2seq-evaluate --output "$output" --reference "$data/$set.en" --metrics bleu --tokenize none --format json |
        sed 's/.*"lines":[0-9]*,"bleu":\([0-9.]*\).*/\1/'
}

echo "greedy: $(bleu val) on val, $(bleu test_2016_flickr) on test_2016_flickr"
scores=
for penalty in none average gnmt:0.6 gnmt:1 gnmt:1.4; do
    score=$(bleu val --beam 5 --length-penalty "$penalty")
    echo "beam 5, length penalty $penalty: $score on val"
    scores+="$score $penalty"$'\n'
done
chosen=$(sort -s -k 1,1gr <<< "$scores" | head -n 1 | cut -d ' ' -f 2)
echo "beam 5, length penalty $chosen: $(bleu test_2016_flickr --beam 5 --length-penalty "$chosen") on test_2016_flickr"
echo "in 8 bits, greedy: $(bleu test_2016_flickr --precision int8) on test_2016_flickr"
echo "in 8 bits, that beam: $(bleu test_2016_flickr --precision int8 --beam 5 --length-penalty "$chosen") on test_2016_flickr"

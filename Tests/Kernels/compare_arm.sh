#!/bin/sh
# Builds the kernels for 64-bit Arm, runs them under emulation and compares every bit with this machine's.
#
# Usage: Tests/Kernels/compare_arm.sh
# Requires: clang; on Debian or Ubuntu the packages qemu-user-static, binutils-aarch64-linux-gnu,
# libc6-dev-arm64-cross and libgcc-12-dev-arm64-cross. Where one is missing, it says so and ends with 69.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernels=$here/../../Sources/CKernels
for tool in clang qemu-aarch64-static aarch64-linux-gnu-ld; do
    command -v $tool >/dev/null || { echo "compare_arm.sh needs $tool" >&2; exit 69; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # build OUTPUT [clang options]
    output=$1
    shift
    clang -O2 "$@" -I"$kernels/include" -I"$kernels" "$here/kernel_bits.c" "$kernels"/*.c -lm -o "$output"
}

build "$work/here"
build "$work/arm" --target=aarch64-linux-gnu -static
"$work/here" plain >"$work/expected"
for set in plain neon neondot; do
    qemu-aarch64-static -cpu max "$work/arm" $set >"$work/$set"
    diff "$work/expected" "$work/$set" || { echo "64-bit Arm, $set, differs from this machine" >&2; exit 1; }
done
for set in avx2 avxvnni avx512 avx512vnni; do
    "$work/here" $set >"$work/$set" 2>/dev/null || continue
    diff "$work/expected" "$work/$set" || { echo "$set differs from plain" >&2; exit 1; }
done
echo "Every kernel gives the same bits on 64-bit Arm ($(wc -l <"$work/expected") lines compared)."

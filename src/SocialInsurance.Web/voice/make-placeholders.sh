#!/bin/sh
# Makes the placeholder clips again from words-zh.txt (needs espeak-ng and ffmpeg of Debian 12).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
while IFS='|' read -r code words; do
  [ -n "$code" ] || continue
  espeak-ng -v cmn-latn-pinyin -s 150 -p 45 --stdout "$words" </dev/null |
    ffmpeg -nostdin -loglevel error -y -f wav -i - -af "loudnorm=I=-18:TP=-2" -ac 1 -ar 16000 -c:a libmp3lame -b:a 24k -map_metadata -1 -fflags +bitexact "$here/../static/voice/zh/$code.mp3"
done <"$here/words-zh.txt"

#!/usr/bin/env bash
# SheetJS in China writes every date 43 seconds late.
#
# A good guess: midnight of 6 July 2020 is written as the serial 44018, as in any other time zone.
# Instead: in Asia/Shanghai the serial is 44018.000498 (00:00:43), in Asia/Hong_Kong 42 seconds, in Asia/Urumqi 20 seconds more; in UTC
# it is right. Read back by SheetJS in China a whole day of Excel is 23:59:17 of the day before.
# Source: SheetJS (npm xlsx) 0.18.5 measures days from local 1899-12-30, when Shanghai's clocks stood at local mean time, UTC+8:05:43;
# JavaScript's getTimezoneOffset() gives whole minutes, so the seconds remain.
# What it means here: web systems of Chinese offices export with SheetJS. A day that is read by cutting off the time is the day
# before for all that went through 23:59:17; times within a minute of midnight are rounded to it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5
cat > dates.js <<'JS'
const XLSX = require('xlsx')
const sheet = XLSX.utils.aoa_to_sheet([[new Date(2020, 6, 6)]])
const late = Math.round((sheet.A1.v - 44018) * 86400)
const book = XLSX.utils.book_new()
XLSX.utils.book_append_sheet(book, { '!ref': 'A1', A1: { t: 'n', v: 44018, z: 'yyyy-mm-dd' } }, 'S')
const back = XLSX.read(XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }), { type: 'buffer', cellDates: true }).Sheets.S.A1.v
const clock = [back.getHours(), back.getMinutes(), back.getSeconds()].map(n => String(n).padStart(2, '0')).join(':')
console.log(JSON.stringify({ late, read: `${back.getDate()} July, ${clock}` }))
JS
echo "SheetJS $(node -p "require('xlsx/package.json').version"), node $(node --version)"
for pair in UTC=0 Asia/Shanghai=43 Asia/Hong_Kong=42 Asia/Urumqi=20; do
  seen=$(TZ=${pair%=*} node dates.js)
  echo "  ${pair%=*}: $seen"
  [[ "$seen" == "{\"late\":${pair#*=},"* ]] || { echo "changed"; exit 1; }
done
[[ "$(TZ=Asia/Shanghai node dates.js)" == *'"5 July, 23:59:17"'* ]] || { echo "changed"; exit 1; }

#!/usr/bin/env bash
# A client of the gateway in bash, openssl and curl, written from section 1.3 of the vendor's
# document alone: creates, pays, queries and refunds an order, and checks every reply's sign.
#
#   zhixiao.sh BASE_URL NOTIFY_URL
#
# The credentials come from ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. Whatever isn't
# as expected ends it with 1 and a sentence.
set -euo pipefail
export LC_ALL=C.UTF-8

base=$1
notify_url=$2

fail() {
    printf 'zhixiao.sh: %s\n' "$1" >&2
    exit 1
}

hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }

# The key's 32 characters are its bytes; openssl wants them in hex.
cipher=(openssl enc -aes-256-cbc -K "$(hex "$ZHIXIAO_AES_KEY")" -iv "$(hex "${ZHIXIAO_AES_KEY:0:16}")" -base64 -A)

seal() { printf %s "$1" | "${cipher[@]}"; }
unseal() { printf %s "$1" | "${cipher[@]}" -d || fail "the content doesn't open"; }
md5() { printf %s "$1" | openssl dgst -md5 -r | cut -d' ' -f1; }

post() { curl --silent --show-error --fail --max-time 20 "$@"; }

# field NAME JSON: the value of a string or a number, escaped slashes undone.
field() {
    printf %s "$2" | grep -oE "\"$1\":(\"[^\"]*\"|-?[0-9]+)" | head -n 1 |
        sed -E "s/^\"$1\"://; s/^\"(.*)\"\$/\\1/; s:\\\\/:/:g"
}

# call PATH JSON: leaves the reply in $code and $content.
call() {
    local param sign reply sealed
    param=$(seal "$2")
    sign=$(md5 "$ZHIXIAO_APP_ID$param$ZHIXIAO_APP_SECRET")
    reply=$(post "$base$1" --data-urlencode "id=$ZHIXIAO_APP_ID" --data-urlencode "param=$param" \
        --data-urlencode "sign=$sign")
    code=$(field ret_code "$reply")
    sealed=$(field ret_content "$reply")
    [[ $(field sign "$reply") == "$(md5 "$code$sealed$ZHIXIAO_APP_SECRET")" ]] ||
        fail "$1: the reply's sign is wrong"
    content=$(unseal "$sealed")
}

succeed() {
    call "$@"
    [[ $code == 0 ]] || fail "$1: refused with $code: $content"
}

number='"out_trade_no":"bash-1"'
succeed /pay_api/order_create "{$number,\"body\":\"学费/bash\",\"total_fee\":\"19800\",\"user_no\":\"2013141516\",\"notify_url\":\"$notify_url\"}"
order_id=$(field order_id "$content")
url=$(field url "$content")
succeed /pay_api/order_query "{$number}"
[[ $(field status "$content") == 1 ]] || fail "a new order isn't unpaid"
post "$url" --data pay_type=2 >/dev/null
succeed /pay_api/order_query "{$number}"
[[ $(field status "$content") == 2 ]] || fail "a paid order isn't paid"
part="{$number,\"refund_fee\":\"9800\",\"out_refund_no\":\"bash-r1\"}"
succeed /pay_api/order_refund "$part"
[[ $(field order_id "$content") == "$order_id" ]] || fail "another order was refunded"
call /pay_api/order_refund "$part"
[[ $code == -1 && $content == *重复* ]] || fail "no refusal of a repeat: $code $content"
printf '%s\n' "$order_id"

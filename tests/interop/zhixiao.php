<?php
// A client of the gateway in PHP, written from section 1.3 of the vendor's document alone.
//
//   php zhixiao.php journey BASE_URL NOTIFY_URL   creates, pays, queries and refunds an order
//   php zhixiao.php notified < BODY               opens a notification; prints what to answer
//
// The credentials come from ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY. Whatever
// isn't as expected ends it with 1 and a sentence.

declare(strict_types=1);

set_error_handler(function (int $level, string $message): never {
    fail($message);
});

define('APP_ID', (string) getenv('ZHIXIAO_APP_ID'));
define('APP_SECRET', (string) getenv('ZHIXIAO_APP_SECRET'));
define('AES_KEY', (string) getenv('ZHIXIAO_AES_KEY'));

function fail(string $reason): never
{
    fwrite(STDERR, "zhixiao.php: $reason\n");
    exit(1);
}

function check(bool $fine, string $reason): void
{
    if (!$fine) {
        fail($reason);
    }
}

function seal(string $plain): string
{
    // Without OPENSSL_RAW_DATA it gives base64, padded by PKCS#7.
    $sealed = openssl_encrypt($plain, 'aes-256-cbc', AES_KEY, 0, substr(AES_KEY, 0, 16));
    check($sealed !== false, 'encrypting failed');
    return $sealed;
}

function unseal(string $sealed): string
{
    $plain = openssl_decrypt($sealed, 'aes-256-cbc', AES_KEY, 0, substr(AES_KEY, 0, 16));
    check($plain !== false, 'the content does not open');
    return $plain;
}

function post(string $url, array $fields): string
{
    $options = ['http' => [
        'method' => 'POST',
        'header' => 'Content-Type: application/x-www-form-urlencoded;charset=utf-8',
        'content' => http_build_query($fields),
        'ignore_errors' => true,
        'timeout' => 20,
    ]];
    $body = file_get_contents($url, false, stream_context_create($options));
    check($body !== false, "no answer from $url");
    return $body;
}

/** Gives [ret_code, content], the sign checked. */
function call(string $base, string $path, array $params): array
{
    $param = seal(json_encode($params, JSON_THROW_ON_ERROR));
    $sign = md5(APP_ID . $param . APP_SECRET);
    $body = post($base . $path, ['id' => APP_ID, 'param' => $param, 'sign' => $sign]);
    $reply = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
    $expected = md5($reply['ret_code'] . $reply['ret_content'] . APP_SECRET);
    check(hash_equals($expected, strtolower($reply['sign'])), "$path: the reply's sign is wrong");
    return [(int) $reply['ret_code'], unseal($reply['ret_content'])];
}

function succeed(string $base, string $path, array $params): array
{
    [$code, $content] = call($base, $path, $params);
    check($code === 0, "$path: refused with $code: $content");
    return json_decode($content, true, 512, JSON_THROW_ON_ERROR);
}

function journey(string $base, string $notify_url): void
{
    $number = ['out_trade_no' => 'php-1'];
    $order = succeed($base, '/pay_api/order_create', $number + [
        'body' => '学费/PHP',
        'total_fee' => '19800',
        'user_no' => '2013141516',
        'notify_url' => $notify_url,
    ]);
    check($order['out_trade_no'] === 'php-1', 'another order was created');
    $before = succeed($base, '/pay_api/order_query', $number);
    check($before['status'] === '1', 'a new order is not unpaid');
    post($order['url'], ['pay_type' => '1']);
    $after = succeed($base, '/pay_api/order_query', $number);
    check($after['status'] === '2', 'a paid order is not paid');
    $part = $number + ['refund_fee' => '9800', 'out_refund_no' => 'php-r1'];
    $refund = succeed($base, '/pay_api/order_refund', $part);
    check($refund['order_id'] === $order['order_id'], 'another order was refunded');
    [$code, $sentence] = call($base, '/pay_api/order_refund', $part);
    check($code === -1 && str_contains($sentence, '重复'), "no refusal of a repeat: $sentence");
    echo $order['order_id'], "\n";
}

function notified(string $body): void
{
    parse_str($body, $form);
    check($form['id'] === APP_ID, 'the notification is for someone else');
    $expected = md5($form['id'] . $form['param'] . APP_SECRET);
    check(hash_equals($expected, $form['sign']), "the notification's sign is wrong");
    $notification = json_decode(unseal($form['param']), true, 512, JSON_THROW_ON_ERROR);
    check($notification['out_trade_no'] === 'php-1', 'the notification is of another order');
    check($notification['uid'] !== '' && $notification['time_end'] !== '', 'no payment in it');
    $content = seal('success');
    $sign = md5('0' . $content . APP_SECRET);
    echo json_encode(['ret_code' => 0, 'ret_content' => $content, 'sign' => $sign]);
}

match ($argv[1] ?? '') {
    'journey' => journey($argv[2], $argv[3]),
    'notified' => notified(stream_get_contents(STDIN)),
    default => fail('journey or notified?'),
};

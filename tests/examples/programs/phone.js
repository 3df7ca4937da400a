// A phone without WeChat or Alipay: runs a page's lines, pays at the sandbox's stand-in.
//
//     node phone.js PAGE SERVER SANDBOX SESSION OUT_TRADE_NO WILL_PAY

const [page, server, sandbox, session, outTradeNo, willPay] = process.argv.slice(2)

async function request({ url, method, header, headers, success, fail }) {
  const answer = await fetch(url.replace('https://pay.example.edu', server), {
    method,
    headers: header ?? headers,
  })
  if (!answer.ok && headers) return fail({ status: answer.status })
  success({ statusCode: answer.status, data: answer.ok ? await answer.json() : null })
}

async function payment({ complete, ...params }) {
  if (willPay === 'yes') {
    const answer = await fetch(`${sandbox}/mini-program`, {
      method: 'POST',
      body: new URLSearchParams({ sp_data: JSON.stringify(params) }),
      redirect: 'manual',
    })
    if (answer.status !== 303) throw new Error(`not paid: ${answer.status}`)
  }
  complete({})
}

globalThis.wx = { request, requestPayment: payment, getStorageSync: () => session }
globalThis.my = { request, tradePay: payment, getStorageSync: () => ({ data: session }) }
const { setTimeout: real } = globalThis
globalThis.setTimeout = (later, ms, ...given) => real(later, ms === 1000 ? 0 : ms, ...given)

require(page)
  .pay(outTradeNo)
  .then(console.log, (failed) => console.log(failed.statusCode ?? failed.status ?? failed))

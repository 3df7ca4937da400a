// WeChat: in a page, `const { pay } = require('./wechat')`, then `const status = await pay('20881')`.

// Among the mini-program's request domains.
const SERVER = 'https://pay.example.edu'

function ask(method, path) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: SERVER + path,
      method,
      header: { Authorization: wx.getStorageSync('session') },
      success: (answer) => (answer.statusCode === 200 ? resolve(answer.data) : reject(answer)),
      fail: reject,
    })
  })
}

async function pay(outTradeNo) {
  const params = await ask('POST', `/orders/${outTradeNo}?channel=wechat`)
  // Also after `fail`: a payer who closed the window may have paid before.
  await new Promise((complete) => wx.requestPayment({ ...params, complete }))
  return paid(outTradeNo)
}

// The server asks the gateway: what this phone says is no proof.
async function paid(outTradeNo, times = 5) {
  const { status } = await ask('GET', `/orders/${outTradeNo}`)
  if (status !== 'UNPAID' || times === 1) return status
  await new Promise((later) => setTimeout(later, 1000))
  return paid(outTradeNo, times - 1)
}

module.exports = { pay }

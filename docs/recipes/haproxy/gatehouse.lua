local VERIFIER = "http://127.0.0.1:4180/verify/default"
local TIMEOUT = 2000 -- milliseconds, of each of the four tries that HAProxy makes
local VERIFIED = { "x-user-id", "x-roles" }
local TOKEN = { "authorization" }

-- what is for this hop alone, or what the verifier has to hear from us and nobody else
local OWN = {
  ["connection"] = true, ["proxy-connection"] = true, ["keep-alive"] = true, ["upgrade"] = true,
  ["te"] = true, ["trailer"] = true, ["transfer-encoding"] = true, ["content-length"] = true,
  ["expect"] = true, ["host"] = true, ["http2-settings"] = true,
  ["x-forwarded-method"] = true, ["x-forwarded-uri"] = true, ["x-forwarded-host"] = true,
  ["x-forwarded-proto"] = true, ["x-forwarded-for"] = true,
}

local function inquiry(txn)
  local headers = {}
  for name, values in pairs(txn.http:req_get_headers()) do
    if not OWN[name] then
      headers[name] = {}
      for i = 0, #values do
        table.insert(headers[name], values[i])
      end
    end
  end
  headers["x-forwarded-method"] = { txn.sf:method() }
  headers["x-forwarded-uri"] = { txn.sf:pathq() }
  headers["x-forwarded-host"] = { txn.sf:req_hdr("host") }
  headers["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" }
  headers["x-forwarded-for"] = { txn.sf:src() }
  return headers
end

local function refuse(txn, response)
  local reply = txn:reply()
  reply:set_status(response.status)
  for _, name in ipairs({ "www-authenticate", "content-type", "cache-control", "retry-after", "x-request-id" }) do
    for _, value in pairs(response.headers[name] or {}) do
      reply:add_header(name, value)
    end
  end
  reply:set_body(response.body or "")
  txn:done(reply)
end

core.register_action("gatehouse", { "http-req" }, function(txn)
  txn:unset_var("txn.gatehouse")
  local response = core.httpclient():get({ url = VERIFIER, headers = inquiry(txn), timeout = TIMEOUT })
  if not response or not response.status or response.status < 200 then
    return -- the configuration refuses
  end
  if response.status ~= 200 then
    refuse(txn, response)
    return
  end
  for _, name in ipairs(VERIFIED) do
    local values = response.headers[name]
    if not values or values[0] == nil or values[0] == "" then
      txn.http:req_del_header(name)
    else
      txn.http:req_set_header(name, values[0])
    end
  end
  for _, name in ipairs(TOKEN) do
    if response.headers[name] then
      txn.http:req_del_header(name)
    end
  end
  txn:set_var("txn.gatehouse", "admitted")
end, 0)

-- wrk's script: POSTs the review in $BODY, each time with another uid, as the API server's client words its requests.
local kUids = 64
local requests, next = {}, 0

function init()
  local file = assert(io.open(os.getenv("BODY"), "rb"))
  local body = file:read("*a")
  file:close()
  local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json, */*", ["User-Agent"] = "kube-apiserver-admission" }
  for i = 0, kUids - 1 do
    local uid = string.format('"uid":"%08x-0bec-d7b0-3898-d190f9ebdacc"', i)
    requests[i] = wrk.format("POST", nil, headers, (body:gsub('"uid":"[0-9a-f-]+"', uid, 1)))
  end
end

function request()
  next = (next + 1) % kUids
  return requests[next]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "micros": %d, "p99_us": %d, "failed": %d}\n', summary.requests, summary.duration,
    latency:percentile(99), errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end

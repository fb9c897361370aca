-- One ballot of 60 bytes of words a request; the key may repeat, since this route keeps no keys.
wrk.method = "POST"
wrk.path = "/ballots"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Idempotency-Key"] = "bench-bench-bench-bench"
wrk.body = '{"words":"' .. string.rep("青", 20) .. '","stars":4}'

local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() refused = 0 end
function response(status) if status ~= 201 then refused = refused + 1 end end
function done(summary, latency)
    local refused = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do refused = refused + thread:get("refused") end
    io.write(string.format("%.0f %.1f %.1f %d\n", summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, refused))
end

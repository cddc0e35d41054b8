-- Posts JSON bodies in turn. Arguments: path, API key, file with a body on each line.
function init(args)
  local path, key, file = args[1], args[2], args[3]
  wrk.headers["Authorization"] = "Bearer " .. key
  wrk.headers["Content-Type"] = "application/json"
  ready = {}
  for body in io.lines(file) do
    ready[#ready + 1] = wrk.format("POST", path, nil, body)
  end
  turn = 0
end

function request()
  turn = turn % #ready + 1
  return ready[turn]
end

-- What Wrk.java reads: requests, microseconds, latencies in microseconds (p50, p99), errors.
-- An error is an answer with a status of 400 or more, or none.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("terse %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
    latency:percentile(50.0), latency:percentile(99.0), e.connect + e.read + e.write + e.status + e.timeout))
end

-- Asks for short links at random, in the same order in every run. Arguments: file with a code on each line.
function init(args)
  ready = {}
  for code in io.lines(args[1]) do
    ready[#ready + 1] = wrk.format("GET", "/" .. code)
  end
  math.randomseed(20261122)
end

function request()
  return ready[math.random(#ready)]
end

-- What Wrk.java reads: requests, microseconds, latencies in microseconds (p50, p99), errors.
-- An error is an answer with a status of 400 or more, or none.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("terse %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
    latency:percentile(50.0), latency:percentile(99.0), e.connect + e.read + e.write + e.status + e.timeout))
end

-- What each client of benchmarks/serving.py does in wrk: it asks one request after another, drawn at random, and notes
-- the kind of each, the status and the time that its answer took.
--
--   wrk -t 200 -c 200 -d 60s -s serving.lua http://127.0.0.1:8000 -- REQUESTS ANSWERS SEED
--
-- A client is a thread with one connection, so that an answer is always to the request before it. REQUESTS has a line
-- for each: kind, status meant, method, path, Accept and body, parted by tabs. ANSWERS gets a line for each answer:
-- kind, status, status meant, milliseconds; and at its end a line of wrk's own count of errors.

local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long seconds, nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
]])
local MONOTONIC = 1
local moment = ffi.new("moment")

local function milliseconds()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
end

local threads, requests, of_kind, asked, begun = {}, {}, {}, nil, 0

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init(args)
  for line in io.lines(args[1]) do
    local kind, meant, method, path, accept, body = line:match("^(.-)\t(.-)\t(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { Accept = accept }
    if body ~= "" then headers["Content-Type"] = "application/json" end
    local drawn = { kind, meant, wrk.format(method, path, headers, body ~= "" and body or nil) }
    of_kind[kind] = of_kind[kind] or {}
    table.insert(requests, drawn)
    table.insert(of_kind[kind], drawn)
  end
  answers, output = {}, args[2]
  math.randomseed(tonumber(args[3]) * 1000 + number)
end

function request()
  -- Of each kind some are asked for much more often than others: the first tenth nearly half of the times.
  local same = of_kind[requests[math.random(#requests)][1]]
  asked = same[1 + math.floor(#same * math.random() ^ 3)]
  begun = milliseconds()
  return asked[3]
end

function response(status)
  table.insert(answers, ("%s\t%d\t%s\t%.3f"):format(asked[1], status, asked[2], milliseconds() - begun))
end

function done(summary)
  local out = assert(io.open(threads[1]:get("output"), "w"))
  for _, thread in ipairs(threads) do
    for _, answer in ipairs(thread:get("answers")) do out:write(answer, "\n") end
  end
  local wrong = summary.errors
  out:write(("errors\t%d\t%d\t%d\t%d\n"):format(wrong.connect, wrong.read, wrong.write, wrong.timeout))
  out:close()
end

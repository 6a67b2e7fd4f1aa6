-- Blocks from pandoc's JSON, which are read in a fraction of the time that Markdown takes.

return function(json)
  local version = table.concat(PANDOC_API_VERSION, ",")
  return pandoc.read('{"pandoc-api-version":[' .. version .. '],"meta":{},"blocks":' .. json .. "}", "json").blocks
end

-- Text that needs no Markdown reader, which takes a while to start and reads one character at a time.

-- Markdown has no meaning for these: letters, digits, percent signs, commas, semicolons, points and hyphens inside a
-- word, and whatever is not ASCII and no space. Such a text at the start of a line is no list, heading or title either.
local function is_plain(text)
  return text ~= ""
    and not text:find("[^%w%%,;.\x80-\xF4-]")
    and not text:find("%.[^%w]")
    and not text:find("%-[^%w]")
    and not text:find("[.-]$")
    and not text:find("^[%%.;-]")
    and not text:find("[^%w][.-]")
    and not text:find("www.", 1, true)
    and not text:find("\xC2\xA0", 1, true)
    and not text:find("\xE2\x80[\x80-\x8F\xA6-\xAF]")
    and not text:find("\xE3\x80\x80", 1, true)
end

-- Words with one space between them.
local function put(result, text)
  if is_plain(text) then
    result[#result + 1] = pandoc.Str(text)
    return true
  end
  if not text:find(" ", 1, true) or text:find("  ", 1, true) then return false end
  local position = 1
  while true do
    local space = text:find(" ", position, true) or #text + 1
    local word = text:sub(position, space - 1)
    if word ~= "" then
      if not is_plain(word) then return false end
      result[#result + 1] = pandoc.Str(word)
    end
    if space > #text then return true end
    result[#result + 1] = pandoc.Space()
    position = space + 1
  end
end

-- Plain text and plain facts, [47单]{.fact data-fact="…"}, are most of the values: no need of the Markdown reader.
local function simple(text)
  if text:find("^ ") or text:find(" $") then return nil end
  local result, position = {}, 1
  while position <= #text do
    local open = text:find("[", position, true)
    local before = text:sub(position, (open or #text + 1) - 1)
    if before ~= "" and not put(result, before) then return nil end
    if not open then break end
    local _, last, inner, id = text:find('^%[([^%[%]]*)%]{%.fact data%-fact="([%w._-]+)"}', open)
    if not last or not is_plain(inner) then return nil end
    result[#result + 1] = pandoc.Span(inner, pandoc.Attr("", { "fact" }, { ["data-fact"] = id }))
    position = last + 1
  end
  return #result > 0 and pandoc.Inlines(result) or nil
end

return simple

-- Text that needs no Markdown reader, which takes a while to start and reads one character at a time.

-- Markdown has no meaning for these: letters, digits, percent signs, commas, semicolons; points, hyphens and plus signs
-- inside a word; and whatever is not ASCII and no space. Such a text at the start of a line is no list, heading or title.
local function is_plain(text)
  return text ~= ""
    and not text:find("[^%w%%,;.+\x80-\xF4-]")
    and not text:find("%.[^%w]")
    and not text:find("[+-][+-]")
    and not text:find("[.+-]$")
    and not text:find("^[%%.;+-]")
    and not text:find("[^%w]%.")
    and not text:find("www.", 1, true)
    and not text:find("\xC2\xA0", 1, true)
    and not text:find("\xE2\x80[\x80-\x8F\xA6-\xAF]")
    and not text:find("\xE3\x80\x80", 1, true)
end

-- The words of a text, a backslash before a mark taken away; nil for one with more to it.
local function word(text)
  if not text:find("\\", 1, true) then return is_plain(text) and text or nil end
  -- With a letter in its place, an escaped mark is seen for what it is.
  return is_plain((text:gsub("\\%p", "x"))) and text:gsub("\\(%p)", "%1") or nil
end

-- Appends words with one space between them.
local function put(result, text)
  local position = 1
  while true do
    local space = text:find(" ", position, true) or #text + 1
    if space > position then
      local made = word(text:sub(position, space - 1))
      if not made then return false end
      result[#result + 1] = pandoc.Str(made)
    end
    if space > #text then return true end
    if text:sub(space + 1, space + 1) == " " then return false end
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
    local shown = last and word(inner)
    if not shown then return nil end
    result[#result + 1] = pandoc.Span({ pandoc.Str(shown) }, pandoc.Attr("", { "fact" }, { ["data-fact"] = id }))
    position = last + 1
  end
  return #result > 0 and pandoc.Inlines(result) or nil
end

return simple

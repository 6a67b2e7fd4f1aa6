-- Text that needs no Markdown reader, which takes a millisecond to start.

-- Markdown has no meaning for these: letters, digits, percent signs, commas, points between digits, and whatever is
-- not ASCII and no space. Such a text at the start of a line is no list, heading or title either.
local function is_plain(text)
  return text ~= ""
    and not text:find("[^%w%%,.\x80-\xF4]")
    and not text:find("%.[^%d]")
    and not text:find("%.$")
    and not text:find("^[%%%.]")
    and not text:find("\xC2\xA0", 1, true)
    and not text:find("\xE2\x80[\x80-\x8F\xA6-\xAF]")
    and not text:find("\xE3\x80\x80", 1, true)
end

-- Plain text and plain facts, [47单]{.fact data-fact="…"}, are most of the values: no need of the Markdown reader.
local function simple(text)
  local result, position = pandoc.Inlines({}), 1
  while position <= #text do
    local open = text:find("[", position, true)
    local before = text:sub(position, (open or #text + 1) - 1)
    if before ~= "" then
      if not is_plain(before) then return nil end
      result:insert(pandoc.Str(before))
    end
    if not open then break end
    local _, last, inner, id = text:find('^%[([^%[%]]*)%]{%.fact data%-fact="([%w._-]+)"}', open)
    if not last or not is_plain(inner) then return nil end
    result:insert(pandoc.Span({ pandoc.Str(inner) }, pandoc.Attr("", { "fact" }, { ["data-fact"] = id })))
    position = last + 1
  end
  return #result > 0 and result or nil
end

return simple

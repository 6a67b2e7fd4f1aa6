-- Elements of text that plaintext.py has read: words alone, or a list of words, spaces, code, marked text and references.

local SPACE = pandoc.Space()

local function inline(part)
  if type(part) == "string" then return part == " " and SPACE or pandoc.Str(part) end
  if part.code then return pandoc.Code(part.code) end
  if part.cite then
    return pandoc.Cite({ pandoc.Str("[@" .. part.cite .. "]") }, { pandoc.Citation(part.cite, "NormalCitation") })
  end
  -- Plain tables and text take pandoc a fifth of the time of its own.
  local attributes = part.fact and { { "data-fact", part.fact } } or {}
  return pandoc.Span(part.text, { "", { part.class }, attributes })
end

return function(given)
  if type(given) == "string" then return pandoc.Inlines(given) end -- pandoc itself makes words of it
  local made = {}
  for i, part in ipairs(given) do made[i] = inline(part) end
  return pandoc.Inlines(made)
end

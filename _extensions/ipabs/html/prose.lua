-- Lines of the text: facts as buttons, marks, notes.

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then
    return dofile(resolve(name))
  end
  return dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), name }))
end

local marks, texts = part("marks.lua"), part("../shared/texts.lua")
local marked, inlines_of, code, unit_at = marks.marked, marks.inlines_of, marks.code, marks.unit_at

-- A number with its words stays on one line, a longer phrase runs on.
local function long(text)
  return pandoc.text.len(text) > (text:match("%d") and 10 or 6)
end

local CLOSING = "。，、；：！？）》」』”’％"
local OPENING = "（《「『“‘"

local function first_char(text)
  return text:match("^[%z\1-\127\194-\244][\128-\191]*") or ""
end

local function last_char(text)
  return text:match("[%z\1-\127\194-\244][\128-\191]*$") or ""
end

local function within(char, set)
  return char ~= "" and set:find(char, 1, true) ~= nil
end

local function raw(text)
  return pandoc.RawInline("html", text)
end

local function raw_mark(...)
  return raw(marks.as_html(...))
end

-- What opens and closes the button of a fact.
local function button(id, shown)
  local class = "fact" .. (shown:match("^%d") and " digit-first" or "") .. (shown:match("[%d%%]$") and " digit-last" or "")
  local open, close = '<button type="button" class="' .. class .. '"', "</button>"
  if long(shown) then
    -- A button cannot run on over several lines as a sentence does.
    open, close = '<span role="button" tabindex="0" class="fact fact-long"', "</span>"
  end
  return open .. ' data-fact="' .. id .. '" aria-haspopup="dialog">', close
end

-- The unit and the punctuation at the beginning of the text after a fact.
local function following(shown, after)
  local taken = shown:match("%d$") and unit_at(after, 1) or ""
  local char = first_char(after:sub(#taken + 1))
  while within(char, CLOSING) do
    taken = taken .. char
    char = first_char(after:sub(#taken + 1))
  end
  return taken
end

-- Inlines as they go out: HTML in as few raw pieces as may be, since each element that goes to pandoc and back is copied.
local function new_output()
  local elements, parts = {}, {}
  local function flush()
    if #parts > 0 then
      elements[#elements + 1] = raw(table.concat(parts))
      parts = {}
    end
  end
  return {
    html = function(made)
      parts[#parts + 1] = made
    end,
    element = function(el)
      flush()
      elements[#elements + 1] = el
    end,
    elements = function()
      flush()
      return elements
    end,
  }
end

local function shown_in(fact)
  return fact.id and fact.text or pandoc.utils.stringify(fact.content)
end

-- A button is an inline block: its unit and the punctuation around it could go to another line. `before` and `after`
-- are what it takes from the text around it.
local function put_fact(out, fact, before, after, as_elements)
  local shown = shown_in(fact)
  local content = not fact.id and fact.content
  local open, close = button(fact.id or fact.attributes["data-fact"] or fact.attributes.fact or "", shown)
  local pieces = (content and #content or 1) + (before ~= "" and 1 or 0) + (after ~= "" and 1 or 0)
  local together = pieces > 1 and not long(shown)
  local inside = not as_elements and (not content or #content == 1 and content[1].t == "Str") and marked(shown)
  if inside then
    local made = before .. open .. inside .. close .. after
    out.html(together and marks.nobreak(made) or "<span>" .. made .. "</span>")
    return
  end
  local group = pandoc.Inlines(before ~= "" and { pandoc.Str(before) } or {})
  group:insert(raw(open))
  group:extend(content or { pandoc.Str(shown) })
  group:insert(raw(close))
  if after ~= "" then
    group:insert(pandoc.Str(after))
  end
  out.element(pandoc.Span(group, pandoc.Attr("", together and { "nb" } or {})))
end

-- Text, its marks made; returns whether there are any. The writer must see text that it does more to than copy, and
-- citeproc what stands beside a citation.
local function put_text(out, text, cited)
  local made = not cited and marked(text)
  if made then
    out.html(made)
    return made ~= text
  end
  local elements = inlines_of(text, raw_mark)
  for _, el in ipairs(elements or { pandoc.Str(text) }) do
    out.element(el)
  end
  return elements ~= nil
end

local SPACE = { t = "Space", html = " " }

-- A part of text that was handed over as such, as far as it needs no element.
local function light(given)
  if given == " " then
    return SPACE
  elseif type(given) == "string" then
    return { t = "Str", text = given }
  elseif given.class == "fact" then
    return { t = "Span", id = given.fact or "", text = given.text }
  elseif given.code then
    return { t = "Code", text = given.code }
  end
  return texts.element(given)
end

-- Inlines, and what was handed over as text in its place; also whether there is any of it.
local function opened(inlines)
  local made, any = {}, false
  for _, el in ipairs(inlines) do
    local parts = texts.parts_of(el)
    for _, each in ipairs(parts or {}) do
      made[#made + 1] = light(each)
    end
    if not parts then
      made[#made + 1] = el
    end
    any = any or parts ~= nil
  end
  return made, any
end

-- Facts as buttons; marks in the text and code as HTML, unless `as_elements`. Nil if nothing is changed.
local function line(given, as_elements)
  local inlines, changed = opened(given)
  local kinds, is_fact, any = {}, {}, changed
  for index, el in ipairs(inlines) do
    local kind = el.t
    kinds[index] = kind
    is_fact[index] = kind == "Span" and (el.id ~= nil or el.classes:includes("fact"))
    any = any or is_fact[index] or not as_elements and (kind == "Code" or kind == "Str")
  end
  if not any then
    return nil
  end
  local out = new_output()
  local opening, taken = "", "" -- what a fact takes from the text before it and after it
  for index, kind in ipairs(kinds) do
    local el = inlines[index]
    if kind == "Str" then
      local shown = el.text:sub(#taken + 1)
      opening, taken = "", ""
      if is_fact[index + 1] and within(last_char(shown), OPENING) then
        opening = last_char(shown)
        shown = shown:sub(1, #shown - #opening)
      end
      if shown ~= "" and as_elements then
        out.element(pandoc.Str(shown))
      elseif shown ~= "" then
        local cited = kinds[index - 1] == "Cite" or kinds[index + 1] == "Cite"
        changed = put_text(out, shown, cited) or changed
      end
    elseif is_fact[index] then
      local after = kinds[index + 1] == "Str" and inlines[index + 1].text
      taken = after and following(shown_in(el), after) or ""
      put_fact(out, el, opening, taken, as_elements)
      opening, changed = "", true
    elseif kind == "Code" and not as_elements then
      out.html(code(el))
      changed = true
    elseif el.html then
      out.html(el.html)
    else
      out.element(el)
    end
  end
  return changed and out.elements() or nil
end

-- What is no line of the text: the writer takes alternatives of images, the captions that it compares with them, and
-- much of the metadata as plain text.
local elements = {
  { Inlines = function(inlines) return line(inlines, true) end },
  {
    Str = function(el) return inlines_of(el.text, marks.as_element) end,
    Code = function(el) return raw(code(el)) end,
  },
}

local function walked(element)
  for _, filter in ipairs(elements) do
    element = element:walk(filter)
  end
  return element
end

local lines = {
  traverse = "topdown",
  Inlines = function(inlines) return line(inlines) end,
  Image = function(image) return walked(image), false end,
  Figure = function(figure) return walked(figure), false end,
  Cite = function(cite) return walked(cite), false end,
}

local function mark_up(doc)
  doc.meta = walked(pandoc.Pandoc({}, doc.meta)).meta
  doc.blocks = doc.blocks:walk(lines)
  return doc
end

local count = 0

local function circled(number)
  return number <= 20 and utf8.char(0x245F + number) or ("[" .. number .. "]")
end

local NO_NOTE = { Str = true, Space = true, RawInline = true, SoftBreak = true, Code = true }
local INSIDE = { Link = true, Span = true, Subscript = true, Superscript = true, Strong = true, Emph = true }

local function may_hold_note(inlines)
  for _, el in ipairs(inlines) do
    local kind = el.t
    if not NO_NOTE[kind] and not (INSIDE[kind] and not may_hold_note(el.content)) then
      return true
    end
  end
  return false
end

-- A footnote follows its paragraph: in the margin where there is room, below the text where there is none.
local function notes(para)
  local following = pandoc.List()
  if not may_hold_note(para.content) then
    return nil
  end
  local content = para.content:walk({
    Note = function(note)
      count = count + 1
      local id = tostring(count)
      following:insert(raw('<span class="side side-note" id="note-' .. id .. '" role="note"><span class="note-mark">'))
      following:insert(pandoc.Str(circled(count)))
      following:insert(raw("</span>"))
      following:extend(pandoc.utils.blocks_to_inlines(note.content, { pandoc.LineBreak() }))
      following:insert(raw('<a class="note-back" href="#noteref-' .. id .. '" aria-label="回到正文">↩</a></span>'))
      return raw(
        -- The word joiner keeps the mark from beginning a line.
        '&#8288;<sup class="note-ref"><a id="noteref-' .. id .. '" href="#note-' .. id .. '" aria-label="注' .. id .. '">'
          .. circled(count) .. "</a></sup>"
      )
    end,
  })
  if #following == 0 then
    return nil
  end
  content:extend(following)
  para.content = content
  return para
end

return { mark_up = mark_up, notes = notes }

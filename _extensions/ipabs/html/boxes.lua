-- Boxes and what stands beside the text: headline figures, notes on method, warnings.

local MARGIN = 150 -- a longer note would outgrow the paragraph that it stands beside

local triangle = '<svg class="triangle" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">'
  .. '<path d="M12 3.5 22 20.5H2Z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>'
  .. '<path d="M12 10v5m0 2v1.6" stroke="currentColor" stroke-width="1.8"/></svg>'

local function html(text)
  return pandoc.RawBlock("html", text)
end

local function has(block, class)
  return block.t == "Div" and block.classes:includes(class)
end

local function paragraph(class, inlines)
  return pandoc.Div({ pandoc.Plain(inlines) }, pandoc.Attr("", { class }))
end

-- 78.85亿元 → the digits large, the unit small; the whole stays one fact.
local function figure(inlines)
  return inlines:walk({
    Span = function(span)
      if not span.classes:includes("fact") then
        return nil
      end
      local digits, unit = pandoc.utils.stringify(span.content):match("^([%d%.]+)(.*)$")
      if digits then
        span.content = {
          pandoc.Span({ pandoc.Str(digits) }, pandoc.Attr("", { "digits" })),
          pandoc.Span({ pandoc.Str(unit) }, pandoc.Attr("", { "unit" })),
        }
      end
      return span
    end,
  })
end

-- A long list stands folded on screen; print shows it whole.
local function fold(div)
  local title = div.attributes.title or div.attributes["data-title"] or "展开"
  local made = pandoc.Blocks({ html('<details class="fold"><summary>' .. title .. "</summary>") })
  made:extend(div.content)
  made:insert(html("</details>"))
  return made
end

local function headline(div)
  local roles = { "headline-figure", "headline-label", "headline-comparison" }
  local made = pandoc.List()
  for index, block in ipairs(div.content) do
    local inlines = pandoc.Inlines(block.content or {})
    made:insert(paragraph(roles[math.min(index, #roles)], index == 1 and figure(inlines) or inlines))
  end
  return pandoc.Div(made, pandoc.Attr(div.identifier, { "headline", "side" }))
end

local function title_of(div)
  local title = div.attributes.title or div.attributes["data-title"]
  if title then
    return { pandoc.Str(title) }, div.content
  end
  local first = div.content[1]
  if first and first.t == "Header" then
    local rest = pandoc.List(div.content)
    rest:remove(1)
    return first.content, rest
  end
  return nil, div.content
end

local function callout(kind, title, content)
  local text = pandoc.utils.stringify(pandoc.Div(content))
  local short = kind == "note" and #content == 1 and pandoc.text.len(text) <= MARGIN
  local class = kind == "warning" and "notice" or (short and "side side-box" or "box")
  local blocks = pandoc.List({ html('<aside class="' .. class .. '">') })
  if kind == "warning" then
    blocks:insert(html(triangle .. '<div class="notice-text">'))
  end
  if title then
    blocks:insert(paragraph("box-title", title))
  end
  blocks:extend(content)
  if kind == "warning" then
    blocks:insert(html("</div>"))
  end
  blocks:insert(html("</aside>"))
  return pandoc.Div(blocks, pandoc.Attr("", { short and "side-holder" or "box-holder" }))
end

local function from_div(div)
  if has(div, "headline") and not has(div, "side") then
    return headline(div)
  end
  if has(div, "fold") then
    return fold(div)
  end
  local kind = (has(div, "callout-note") and "note") or (has(div, "callout-warning") and "warning")
  if kind then
    local title, content = title_of(div)
    return callout(kind, title, content)
  end
  if has(div, "reading-note") then
    local title, content = title_of(div)
    local blocks = pandoc.List({ paragraph("reading-title", title or { pandoc.Str("读图要点") }) })
    blocks:extend(content)
    return pandoc.Div(blocks, pandoc.Attr(div.identifier, { "reading" }))
  end
end

local function stands_aside(block)
  return has(block, "headline") or has(block, "callout-note")
end

-- A headline figure or short note and the paragraph after it form a group: beside it where there is room,
-- below it where there is none.
local function beside(blocks)
  if not blocks:find_if(stands_aside) then
    return nil
  end
  local made = pandoc.List()
  local index = 1
  while index <= #blocks do
    local last = index
    while blocks[last] and stands_aside(blocks[last]) do
      last = last + 1
    end
    local after = blocks[last]
    if last > index and after and after.t == "Para" then
      local group = pandoc.List()
      for position = index, last do
        group:insert(blocks[position])
      end
      made:insert(pandoc.Div(group, pandoc.Attr("", { "beside" })))
      index = last + 1
    else
      made:insert(blocks[index])
      index = index + 1
    end
  end
  return made
end

return { from_div = from_div, beside = beside }

-- What Quarto hands to a filter at `pre-render`, brought into the form in which the embedded assembler gives it, so that
-- a look knows one form only: floats and callouts as Divs, the blocks that a condition chose among their neighbours,
-- cells of notebooks opened. FloatRefTarget, Callout and ConditionalBlock are nodes that Quarto alone knows.

if not quarto then return {} end

local NUMBERED = { fig = true, tbl = true }
-- What Quarto notes on a cell for itself.
local NOTED = { tags = true, execution_count = true }

local function as_blocks(value)
  if value == nil then return pandoc.Blocks {} end
  return pandoc.utils.type(value) == 'Blocks' and value or pandoc.Blocks { value }
end

local function as_inlines(value)
  local kind = pandoc.utils.type(value)
  if kind == 'Inlines' then return value end
  if kind == 'string' then return pandoc.Inlines { pandoc.Str(value) } end
  return pandoc.utils.blocks_to_inlines(as_blocks(value))
end

local function told(attributes)
  local out = {}
  for name, value in pairs(attributes or {}) do
    if type(name) == 'string' and not NOTED[name] then
      out[name] = type(value) == 'string' and value or pandoc.utils.stringify(value)
    end
  end
  return out
end

local function has(block, class) return block.t == 'Div' and block.classes:includes(class) end

-- An output's own Div says nothing, unless it has the label of a list.
local function opened(blocks)
  local out, label = pandoc.Blocks {}, nil
  for _, block in ipairs(blocks) do
    if has(block, 'cell-output') then
      local inner, below = opened(block.content)
      label = label or block.identifier:match('^list%-.+$') or below
      out:extend(inner)
    else
      out:insert(block)
    end
  end
  return out, label
end

local function float(node)
  local kind = (node.identifier or ''):match('^(%a+)%-')
  if not NUMBERED[kind] then return nil end
  local attributes = told(node.attributes)
  attributes['ref-type'] = kind
  attributes.number = node.order and node.order.order and tostring(node.order.order)
  local caption, content = as_inlines(node.caption_long), opened(as_blocks(node.content))
  -- Who can't see a picture that says nothing itself is told its caption.
  content = kind ~= 'fig' and content or content:walk {
    Image = function(image)
      local words = image.attributes['fig-alt'] or image.attributes.alt or pandoc.utils.stringify(image.caption)
      if words == '' then words = attributes['fig-alt'] or pandoc.utils.stringify(caption) end
      attributes['fig-alt'] = attributes['fig-alt'] or words
    end,
  }
  local classes = pandoc.List { 'ipabs-float' }
  -- An output that became a float is still called one.
  classes:extend(pandoc.List(node.classes or {}):filter(function(class) return not class:match('^cell') end))
  return pandoc.Div({
    pandoc.Div({ pandoc.Para(caption) }, pandoc.Attr('', { 'float-caption' })),
    pandoc.Div(content, pandoc.Attr('', { 'float-content' })),
  }, pandoc.Attr(node.identifier, classes, attributes))
end

local function callout(node)
  local title = pandoc.utils.stringify(as_inlines(node.title))
  local attributes = title ~= '' and { title = title } or {}
  return pandoc.Div(as_blocks(node.content), pandoc.Attr('', { 'callout-' .. node.type }, attributes))
end

-- Quarto has emptied what is not to be seen.
local function chosen(node)
  local block = node.node
  return block.t == 'Div' and not block.attributes.__quarto_custom and block.content or pandoc.Blocks { block }
end

-- A cell that shows one float is that float; one that shows a list has its label, which Quarto puts on the cell with
-- “cell-” before it, on the output, or on both.
local function cell(div)
  if not div.classes:includes('cell') then return nil end
  local content, label = opened(div.content)
  if #content == 1 and has(content[1], 'ipabs-float') then
    for name, value in pairs(told(div.attributes)) do
      if content[1].attributes[name] == nil then content[1].attributes[name] = value end
    end
    return content
  end
  label = label or div.identifier:match('^cell%-(list%-.+)$') or div.identifier
  return pandoc.Div(content, pandoc.Attr(label, div.classes, told(div.attributes)))
end

-- Quarto parts a box in Word from the table before it by a paragraph of one space; the look has room there already.
local function spacer(para)
  if #para.content == 1 and para.content[1].t == 'Str' and para.content[1].text == ' ' then return {} end
end

return {
  { FloatRefTarget = float, Callout = callout, Para = spacer },
  { ConditionalBlock = chosen },
  { Div = cell },
}

-- Quarto keeps the options of an embedded cell on the cell's div: for a table the float inherits them, for a figure
-- it does not. Handing them on before floats are made lets the look find unit, note and source in both.
-- Around each embedded cell Quarto puts a div that names the notebook's absolute path; nobody reading needs it.

local function is_exhibit(element)
  return element.identifier:match('^fig%-') or element.identifier:match('^tbl%-')
end

local function hand_on(cell)
  local function take(element)
    if not is_exhibit(element) then return nil end
    for key, value in pairs(cell.attributes) do
      if not element.attributes[key] then element.attributes[key] = value end
    end
    return element
  end
  return cell:walk({ Div = take, Figure = take })
end

function Div(div)
  if div.classes:includes('cell') then return hand_on(div) end
  if div.classes:includes('quarto-embed-nb-cell') then return div.content end
end

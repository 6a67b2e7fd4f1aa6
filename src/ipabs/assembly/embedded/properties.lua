-- pandoc writes all metadata into a Word document's properties, paths of this machine included: only these belong there.

local KEPT = {
  title = true, subtitle = true, author = true, date = true, lang = true, subject = true, keywords = true, description = true,
  ["abstract-title"] = true,
}

function Meta(meta)
  for key in pairs(meta) do
    if not KEPT[key] then meta[key] = nil end
  end
  return meta
end

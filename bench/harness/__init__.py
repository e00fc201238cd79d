"""The load comparison: gateways side by side on one machine, the same requests, CPU per request.

`compare` is the command. `cli` reads what is wanted, `run` does it; `gateways` and `works` say what is compared,
`measure` measures one gateway under one work, `steady` and `growth` are the works that need more than that, `report`
and `plot` write what came out.
"""

"""The networks by the names that facts use ("USDT TRON" is on "TRON"), and where their official explorers show things."""

from enum import StrEnum


class Network(StrEnum):
    BITCOIN = "Bitcoin"
    LIGHTNING = "Lightning"
    ETHEREUM = "Ethereum"
    ARBITRUM = "Arbitrum"
    BASE = "Base"
    BNB = "BNB Smart Chain"
    POLYGON = "Polygon"
    TRON = "TRON"
    SOLANA = "Solana"
    XRPL = "XRPL"


# they share addresses and the form of their TxIDs: which of them is meant, only their explorers know
EVM = (Network.ETHEREUM, Network.ARBITRUM, Network.BASE, Network.BNB, Network.POLYGON)

TRANSACTION_PAGES = {
    Network.BITCOIN: "https://mempool.space/tx/",
    Network.ETHEREUM: "https://etherscan.io/tx/",
    Network.ARBITRUM: "https://arbiscan.io/tx/",
    Network.BASE: "https://basescan.org/tx/",
    Network.BNB: "https://bscscan.com/tx/",
    Network.POLYGON: "https://polygonscan.com/tx/",
    Network.TRON: "https://tronscan.org/#/transaction/",
    Network.SOLANA: "https://solscan.io/tx/",
    Network.XRPL: "https://xrpscan.com/tx/",
}
ADDRESS_PAGES = {
    Network.BITCOIN: "https://mempool.space/address/",
    Network.ETHEREUM: "https://etherscan.io/address/",
    Network.ARBITRUM: "https://arbiscan.io/address/",
    Network.BASE: "https://basescan.org/address/",
    Network.BNB: "https://bscscan.com/address/",
    Network.POLYGON: "https://polygonscan.com/address/",
    Network.TRON: "https://tronscan.org/#/address/",
    Network.SOLANA: "https://solscan.io/account/",
    Network.XRPL: "https://xrpscan.com/account/",
}
# sites whose links people paste: a host says which network a TxID is of, and is never called
EXPLORER_SITES = {
    "mempool.space": Network.BITCOIN,
    "blockstream.info": Network.BITCOIN,
    "etherscan.io": Network.ETHEREUM,
    "arbiscan.io": Network.ARBITRUM,
    "basescan.org": Network.BASE,
    "bscscan.com": Network.BNB,
    "polygonscan.com": Network.POLYGON,
    "tronscan.org": Network.TRON,
    "tronscan.io": Network.TRON,
    "solscan.io": Network.SOLANA,
    "explorer.solana.com": Network.SOLANA,
    "xrpscan.com": Network.XRPL,
    "livenet.xrpl.org": Network.XRPL,
}

/** The currencies of ISO 4217, and how amounts of them are written. */
import { isZero, negated } from "./decimal";

/** Those that people hold and pay with: no metals, no units of account, none that was replaced. */
export const CURRENCIES: readonly string[] = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC " +
    "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR " +
    "ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK " +
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE " +
    "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VND VUV WST XAF XCD XCG XOF XPF " +
    "YER ZAR ZMW ZWG"
).split(" ");

/** Other than two decimals. Browsers know customs of shops instead: the Iraqi dinar without its three, say. */
const DIGITS: Record<string, number> = {};
for (const code of "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "))
    DIGITS[code] = 0;
for (const code of "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA".split(" ")) DIGITS[code] = 0;
for (const code of "BHD IQD JOD KWD LYD OMR TND".split(" ")) DIGITS[code] = 3;
for (const code of "CLF UYW".split(" ")) DIGITS[code] = 4;

export const digitsOf = (currency: string): number => DIGITS[currency] ?? 2;

const names = new Intl.DisplayNames("en", { type: "currency", fallback: "code" });
export const currencyName = (currency: string): string => names.of(currency) ?? currency;

const formats = new Map<string, Intl.NumberFormat>();

/**
 * An exact decimal as people read it, by `Intl` from the text itself: "€12.50", "−€12.50". `plus` writes the sign of what is
 * above zero too.
 */
export function money(amount: string, currency: string, { plus = false }: { plus?: boolean } = {}): string {
    const digits = amount.split(".")[1]?.length ?? 0;
    const key = `${currency} ${digits} ${plus}`;
    let format = formats.get(key);
    if (format === undefined) {
        format = new Intl.NumberFormat("en", {
            style: "currency",
            currency,
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
            signDisplay: plus ? "exceptZero" : "auto",
        });
        formats.set(key, format);
    }
    const exact = isZero(amount) ? negated(amount) : amount;
    return format.format(exact as Intl.StringNumericLiteral).replace("-", "−");
}

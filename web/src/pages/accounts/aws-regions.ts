/** AWS's regions by name, to choose from before an account can say which it has on. */
import type { Choice } from "~/ui/combobox";

const NAMES: Record<string, string> = {
    "us-east-1": "N. Virginia",
    "us-east-2": "Ohio",
    "us-west-1": "N. California",
    "us-west-2": "Oregon",
    "af-south-1": "Cape Town",
    "ap-east-1": "Hong Kong",
    "ap-east-2": "Taipei",
    "ap-northeast-1": "Tokyo",
    "ap-northeast-2": "Seoul",
    "ap-northeast-3": "Osaka",
    "ap-south-1": "Mumbai",
    "ap-south-2": "Hyderabad",
    "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Sydney",
    "ap-southeast-3": "Jakarta",
    "ap-southeast-4": "Melbourne",
    "ap-southeast-5": "Malaysia",
    "ap-southeast-6": "New Zealand",
    "ap-southeast-7": "Thailand",
    "ca-central-1": "Montreal",
    "ca-west-1": "Calgary",
    "eu-central-1": "Frankfurt",
    "eu-central-2": "Zurich",
    "eu-north-1": "Stockholm",
    "eu-south-1": "Milan",
    "eu-south-2": "Spain",
    "eu-west-1": "Ireland",
    "eu-west-2": "London",
    "eu-west-3": "Paris",
    "il-central-1": "Tel Aviv",
    "me-central-1": "United Arab Emirates",
    "me-south-1": "Bahrain",
    "mx-central-1": "Mexico",
    "sa-east-1": "São Paulo",
    "cn-north-1": "Beijing",
    "cn-northwest-1": "Ningxia",
    "us-gov-east-1": "US government, east",
    "us-gov-west-1": "US government, west",
};

/** All that are known here, and those of `more` that are not. */
export function regionChoices(more: readonly string[] = []): Choice[] {
    const all = [...new Set([...Object.keys(NAMES), ...more])];
    return all.map((region) => {
        const hint = NAMES[region];
        return hint === undefined ? { value: region, label: region } : { value: region, label: region, hint };
    });
}
